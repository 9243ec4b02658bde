using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Keywords;

/// <summary>The AudioInference process goes away in the middle of a recording and comes back.</summary>
[Collection(AudioInferenceProcess.Shared)]
public sealed class RestartTests(AudioInferenceProcess undisturbed, RestartedProcess server)
    : IClassFixture<RestartedProcess>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kws-restart-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Trait("Duration", "Long")]
    [Theory]
    [InlineData("killed")]
    [InlineData("terminated")]
    public async Task Listen_ServerRestartsMidStream_NothingIsLostOrDoubled(string how)
    {
        var wav = await SpokenWords.WriteToAsync(_folder);
        var whole = await KwsRun.WithAsync([.. Arguments(wav, undisturbed.Address), "--fast"]).WithTimeout();
        await server.EnsureRunningAsync();
        using var output = new WatchedWriter(untilLine: line => line.Contains("\"keyword\"", StringComparison.Ordinal));

        // In real time, so that audio is still to come when the first word is heard.
        var running = KwsRun.WithAsync(Arguments(wav, server.Address), output);
        await output.Seen.WithTimeout();
        if (how == "killed")
            await server.KillAsync();
        else
            await server.TerminateAsync();
        await server.EnsureRunningAsync();
        var run = await running.WithTimeout(TimeSpan.FromSeconds(180));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("\"reconnects\":1", run.Out, StringComparison.Ordinal);
        Assert.Equal(HeardWord.In(whole), HeardWord.In(run));
        Assert.InRange(HeardWord.In(run).Count, 3, 4);
    }

    // The same names for both runs: ids of the same audio are then the same.
    private static string[] Arguments(string wav, string server) =>
        ["listen", wav, "--server", server, "--json", "--device-id", "restart", "--recording-id", "words",
            "--retry-for", "120"];
}
