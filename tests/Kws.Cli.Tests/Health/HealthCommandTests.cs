namespace Kws.Cli.Tests.Health;

public sealed class HealthCommandTests
{
    [Fact]
    public async Task Health_OfAServiceThatServes_IsSuccess()
    {
        await using ServiceProcess service = await ServiceProcess.StartAsync("FeatureExtraction");

        KwsRun run = await KwsRun.WithAsync("health", "--server", service.Address).WithTimeout();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Serving", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_WaitForAServiceThatStarts_IsSuccess()
    {
        int port = FreePort.Next();

        Task<KwsRun> waiting = KwsRun.WithAsync("health", "--server", $"http://127.0.0.1:{port}", "--wait", "90");
        await using ServiceProcess service = await ServiceProcess.StartAsync("FeatureExtraction", port);

        Assert.Equal(0, (await waiting.WithTimeout(TimeSpan.FromSeconds(120))).ExitCode);
    }

    [Fact]
    public async Task Health_NoServer_FailsSayingHowToStartOne()
    {
        KwsRun run = await KwsRun.WithAsync("health", "--server", $"http://127.0.0.1:{FreePort.Next()}").WithTimeout();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("./run.sh --serve", run.Error, StringComparison.Ordinal);
    }
}
