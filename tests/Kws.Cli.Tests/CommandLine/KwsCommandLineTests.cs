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
}
