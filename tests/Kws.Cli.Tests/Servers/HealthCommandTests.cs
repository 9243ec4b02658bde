using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Servers;

public sealed class HealthCommandTests
{
    private static readonly Dictionary<string, byte[]> Answers = new()
    {
        ["nothing"] = [],
        ["HTTP/1.1"] = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"u8.ToArray(),
        ["another protocol"] = "220 mail.example ESMTP ready\r\n"u8.ToArray(),
        // SETTINGS, its acknowledgement, RST_STREAM of a stream that does not exist: gRPC says INTERNAL, of the others UNAVAILABLE.
        ["broken HTTP/2"] = Convert.FromHexString("000000040000000000" + "000000040100000000" + "00000403000000000100000002"),
    };

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

    [Theory]
    [InlineData("nothing")]
    [InlineData("HTTP/1.1")]
    [InlineData("another protocol")]
    [InlineData("broken HTTP/2")]
    public async Task Health_WaitWhileSomethingElseAnswersOnThePort_IsSuccessOnceTheServiceIsUp(string answer)
    {
        var early = new EarlyListener(Answers[answer]);

        Task<KwsRun> waiting = KwsRun.WithAsync("health", "--server", $"http://127.0.0.1:{early.Port}", "--wait", "90");
        await early.UntilAnsweredAsync(3).WithTimeout();
        Assert.False(waiting.IsCompleted);
        await early.DisposeAsync();
        await using ServiceProcess service = await ServiceProcess.StartAsync("FeatureExtraction", early.Port);

        Assert.Equal(0, (await waiting.WithTimeout(TimeSpan.FromSeconds(120))).ExitCode);
    }

    [Fact]
    public async Task Health_WaitIsOver_FailsWithTheLastReason()
    {
        await using var early = new EarlyListener(Answers["broken HTTP/2"]);

        KwsRun run = await KwsRun.WithAsync("health", "--server", $"http://127.0.0.1:{early.Port}", "--wait", "1").WithTimeout();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"127.0.0.1:{early.Port}", run.Error, StringComparison.Ordinal);
        // Which of them depends on how far the last connection got.
        Assert.Matches("not reachable|answered Internal|took too long", run.Error);
        Assert.True(early.Answered > 1);
    }

    [Fact]
    public async Task Health_WaitForAServerWithoutHealthService_FailsAtOnce()
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(new ScriptedSpotter());

        KwsRun run = await KwsRun.WithAsync("health", "--server", host.Address, "--wait", "3600").WithTimeout();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no such service", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_NoServer_FailsSayingHowToStartOne()
    {
        KwsRun run = await KwsRun.WithAsync("health", "--server", $"http://127.0.0.1:{FreePort.Next()}").WithTimeout();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("./run.sh --serve", run.Error, StringComparison.Ordinal);
    }
}
