using Kws.Cli.CommandLine;
using Kws.Models;

namespace Kws.Cli.Tests.CommandLine;

public sealed class FailureReportTests
{
    private static readonly CancellationToken Stopped = new(canceled: true);

    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new BadInputException("--top", "0", "it must be 1"), ExitCode.BadInput,
            "--top: '0' is not allowed; it must be 1" },
        { new CommandFailedException("no server", "Start one."), ExitCode.Failure, "no server\nStart one." },
        { new InvalidModelPackageException("small", ["no name"]), ExitCode.BadInput, "model package small: no name" },
        { new FileNotFoundException("no such file: a"), ExitCode.BadInput, "no such file: a" },
        { new DirectoryNotFoundException("no such folder: a"), ExitCode.BadInput, "no such folder: a" },
        { new IOException("disk full"), ExitCode.Failure, "disk full" },
        { new UnauthorizedAccessException("not yours"), ExitCode.Failure, "not yours" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void For_AKnownFailure_GivesItsExitCodeAndOnlyItsWords(Exception failure, int exitCode, string text) =>
        Assert.Equal((exitCode, text), FailureReport.For(failure, CancellationToken.None));

    [Fact]
    public void For_CancellationByTheUser_IsInterrupted() =>
        Assert.Equal((ExitCode.Interrupted, "stopped"), FailureReport.For(new TaskCanceledException(), Stopped));

    [Fact]
    public void For_CancellationThatNobodyAskedFor_IsADefect() =>
        Assert.Equal(ExitCode.Failure,
            FailureReport.For(new OperationCanceledException(), CancellationToken.None).ExitCode);

    [Fact]
    public void For_AnythingElse_IsADefectWithWhereItHappened()
    {
        (var exitCode, var text) = FailureReport.For(new InvalidOperationException("oops"), CancellationToken.None);

        Assert.Equal(ExitCode.Failure, exitCode);
        Assert.Contains(nameof(InvalidOperationException), text, StringComparison.Ordinal);
        Assert.Contains("please report it", text, StringComparison.Ordinal);
    }
}
