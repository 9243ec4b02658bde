using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Keywords;

/// <summary>The AudioInference process goes away in the middle of a recording and comes back.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kws-restart-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("killed")]
    [InlineData("terminated")]
    public async Task Listen_ServerRestartsMidStream_NothingIsLostOrDoubled(string how)
    {
        string wav = await SpokenWords.WriteToAsync(_folder);
        ServiceProcess first = await AudioInferenceProcess.StartAsync();
        IReadOnlyList<HeardWord> undisturbed = HeardWord.In(await ListenAsync(wav, first.Address, "--fast").WithTimeout());
        using var output = new WatchedWriter(untilLine: line => line.Contains("\"keyword\"", StringComparison.Ordinal));

        // In real time, so that audio is still to come when the first word is heard.
        Task<KwsRun> running = ListenAsync(wav, first.Address, output);
        await output.Seen.WithTimeout();
        if (how == "killed")
            await first.KillAsync();
        else
            await first.TerminateAsync();
        await first.DisposeAsync();
        await using ServiceProcess second = await AudioInferenceProcess.StartAsync(first.Port);
        KwsRun run = await running.WithTimeout(TimeSpan.FromSeconds(180));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("\"reconnects\":1", run.Out, StringComparison.Ordinal);
        Assert.Equal(undisturbed, HeardWord.In(run));
        Assert.True(undisturbed.Count >= 3, $"only {undisturbed.Count} of four words heard");
    }

    private static Task<KwsRun> ListenAsync(string wav, string server, params string[] options) =>
        KwsRun.WithAsync([.. Arguments(wav, server), .. options]);

    private static Task<KwsRun> ListenAsync(string wav, string server, WatchedWriter output) =>
        KwsRun.WithAsync(Arguments(wav, server), output);

    // The same names for both runs: ids of the same audio are then the same.
    private static string[] Arguments(string wav, string server) =>
        ["listen", wav, "--server", server, "--json", "--device-id", "restart", "--recording-id", "words", "--retry-for", "120"];
}
