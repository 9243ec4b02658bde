using System.CommandLine;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.CommandLine;

public sealed class KwsCommandLineTests
{
    [Fact]
    public async Task Kws_UnknownCommand_IsBadInputAndPointsToHelp()
    {
        var run = await KwsRun.WithAsync("no-such-command").WithTimeout();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("no-such-command", run.Error, StringComparison.Ordinal);
        Assert.Contains("kws --help", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Fact]
    public async Task Kws_Help_IsSuccessOnStandardOutput()
    {
        var run = await KwsRun.WithAsync("--help").WithTimeout();

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Usage:", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Kws_NoOption_TakesASecret()
    {
        string[] words = ["secret", "password", "token", "credential"];

        var options = Options(KwsCommandLine.CreateRoot(KwsRun.Context())).ToList();

        // Whoever may see the processes of a machine sees their command lines: secrets come in files.
        Assert.Equal(["--token-file"], options
            .Where(option => words.Any(word => option.Contains(word, StringComparison.OrdinalIgnoreCase))).Distinct());
    }

    private static IEnumerable<string> Options(Command command) => command.Options.Select(option => option.Name)
        .Concat(command.Arguments.Select(argument => argument.Name))
        .Concat(command.Subcommands.SelectMany(Options));
}
