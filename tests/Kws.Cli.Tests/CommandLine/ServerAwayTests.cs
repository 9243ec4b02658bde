using System.IO.Pipes;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.CommandLine;

/// <summary>What every command does when its server is not there, is another one, or is given up on.</summary>
public sealed class ServerAwayTests(EveryServerCommand commands) : IClassFixture<EveryServerCommand>
{
    [Trait("Duration", "Long")]
    [Theory]
    [MemberData(nameof(EveryServerCommand.Names), MemberType = typeof(EveryServerCommand))]
    public async Task Command_NothingListens_FailsSayingWhereAndHowToStartIt(string command, string option)
    {
        var address = FreePort.Address();

        var run = await KwsRun.WithAsync([.. commands.Arguments(command), option, address]).WithTimeout();

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains($"not reachable at {address}", run.Error, StringComparison.Ordinal);
        Assert.Contains("./run.sh --serve", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("--server", "listen", "-")]
    [InlineData("--vision-server", "sign", "read", "-")]
    public async Task LiveCommand_NothingListensAndNothingComesIn_FailsAtOnce(string option, params string[] command)
    {
        using var idle = new AnonymousPipeServerStream(PipeDirection.Out);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, idle.ClientSafePipeHandle);
        var address = FreePort.Address();

        var run = await KwsRun.WithAsync([.. command, option, address], input).WithTimeout();

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains($"not reachable at {address}", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EveryServerCommand.Names), MemberType = typeof(EveryServerCommand))]
    public async Task Command_StoppedWhileTheServerIsSilent_EndsAsInterrupted(string command, string option)
    {
        using var server = new SilentServer();
        using var stop = new CancellationTokenSource();

        var running = KwsRun.WithAsync(
            [.. commands.Arguments(command), option, server.Address], [], stop.Token);
        await server.Called.WithTimeout();
        await stop.CancelAsync();
        var run = await running.WithTimeout();

        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
        Assert.EndsWith("kws: stopped\n", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Theory]
    [MemberData(nameof(EveryServerCommand.Names), MemberType = typeof(EveryServerCommand))]
    public async Task Command_AddressIsNone_IsBadInputNamingTheOption(string command, string option)
    {
        var run = await KwsRun.WithAsync([.. commands.Arguments(command), option, "ftp://here"]).WithTimeout();

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"{option}: 'ftp://here' is not allowed; it must be http://HOST:PORT", run.Error,
            StringComparison.Ordinal);
    }
}
