using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Kws.Audio.V1;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Servers;

public sealed class HealthCommandTests
{
    private static readonly Dictionary<string, byte[]> Answers = new()
    {
        ["nothing"] = [],
        ["HTTP/1.1"] = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"u8.ToArray(),
        ["another protocol"] = "220 mail.example ESMTP ready\r\n"u8.ToArray(),
        // SETTINGS, its acknowledgement, RST_STREAM of a stream that does not exist: gRPC says INTERNAL, of the others
        // UNAVAILABLE.
        ["broken HTTP/2"] =
            Convert.FromHexString("000000040000000000" + "000000040100000000" + "00000403000000000100000002"),
    };

    [Theory]
    [InlineData(HealthCheckResponse.Types.ServingStatus.Serving, 0)]
    [InlineData(HealthCheckResponse.Types.ServingStatus.NotServing, 1)]
    public async Task Health_OfAService_IsWhatItAnswers(HealthCheckResponse.Types.ServingStatus status, int exitCode)
    {
        await using var host = await ScriptedHost.StartAsync(Service(status));

        var run = await KwsRun.WithAsync("health", "--server", host.Address).WithTimeout();

        Assert.Equal((exitCode, "", $"{host.Address}/ {status}\n"), (run.ExitCode, run.Error, run.Out));
    }

    [Fact]
    public async Task Health_AsJson_IsALine()
    {
        await using var host = await ScriptedHost.StartAsync(
            Service(HealthCheckResponse.Types.ServingStatus.Serving));

        var run = await KwsRun.WithAsync("health", "--server", host.Address, "--json").WithTimeout();

        var line = Assert.Single(run.JsonLines);
        Assert.Equal((host.Address, "Serving"),
            (line.GetProperty("server").GetString()!.TrimEnd('/'), line.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Health_OfAServiceThatTheServerDoesNotKnow_IsBadInput()
    {
        await using var host = await ScriptedHost.StartAsync(
            Service(HealthCheckResponse.Types.ServingStatus.Serving));

        var run = await KwsRun.WithAsync(
            "health", "--server", host.Address, "--service", "no.such.Service").WithTimeout();

        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public async Task Health_WaitWhileItDoesNotServeYet_IsSuccessOnceItDoes()
    {
        var service = Service(HealthCheckResponse.Types.ServingStatus.NotServing);
        await using var host = await ScriptedHost.StartAsync(service);

        var waiting = KwsRun.WithAsync("health", "--server", host.Address, "--wait", "60");
        Assert.False(waiting.IsCompleted);
        service.SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);

        Assert.Equal(0, (await waiting.WithTimeout()).ExitCode);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("HTTP/1.1")]
    [InlineData("another protocol")]
    [InlineData("broken HTTP/2")]
    public async Task Health_WaitWhileSomethingElseAnswersOnThePort_IsSuccessOnceTheServiceIsUp(string answer)
    {
        var early = new EarlyListener(Answers[answer]);

        var waiting = KwsRun.WithAsync("health", "--server", $"http://127.0.0.1:{early.Port}", "--wait", "60");
        await early.UntilAnsweredAsync(3).WithTimeout();
        Assert.False(waiting.IsCompleted);
        await early.DisposeAsync();
        await using var host = await ScriptedHost.StartAsync(
            Service(HealthCheckResponse.Types.ServingStatus.Serving), early.Port);

        Assert.Equal(0, (await waiting.WithTimeout()).ExitCode);
    }

    [Fact]
    public async Task Health_WaitIsOver_FailsWithTheLastReason()
    {
        await using var early = new EarlyListener(Answers["broken HTTP/2"]);

        var run = await KwsRun.WithAsync("health", "--server", $"http://127.0.0.1:{early.Port}", "--wait", "1")
            .WithTimeout();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"127.0.0.1:{early.Port}", run.Error, StringComparison.Ordinal);
        // Which of them depends on how far the last connection got.
        Assert.Matches("not reachable|answered Internal|took too long", run.Error);
        Assert.True(early.Answered > 1);
    }

    [Fact]
    public async Task Health_WaitForAServerThatKnowsNothingOfTheMesh_FailsAtOnce()
    {
        await using var host = await ScriptedHost.StartAsync(new Stranger());

        var run = await KwsRun.WithAsync("health", "--server", host.Address, "--wait", "3600").WithTimeout();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no such service", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_ServerThatTellsItsHealthElsewhere_IsAskedWhatItServes()
    {
        await using var host = await ScriptedHost.StartAsync(new ScriptedHearing());

        var run = await KwsRun.WithAsync("health", "--server", host.Address).WithTimeout();

        Assert.Equal((0, "", $"{host.Address}/ Serving\n"), (run.ExitCode, run.Error, run.Out));
    }

    [Fact]
    public async Task Health_ServerThatKnowsItsCallers_ServesWhoeverAsks()
    {
        await using var host = await ScriptedHost.StartAsync(new Guarded());

        var run = await KwsRun.WithAsync("health", "--server", host.Address).WithTimeout();

        Assert.Equal((0, "", $"{host.Address}/ Serving\n"), (run.ExitCode, run.Error, run.Out));
    }

    private sealed class Stranger : KeywordSpotter.KeywordSpotterBase;

    private sealed class Guarded : KeywordSpotter.KeywordSpotterBase
    {
        public override Task<DescribeModelResponse> DescribeModel(
            DescribeModelRequest request, ServerCallContext context) =>
            throw new RpcException(new Status(StatusCode.Unauthenticated, "nobody is known to call"));
    }

    private static HealthServiceImpl Service(HealthCheckResponse.Types.ServingStatus status)
    {
        var service = new HealthServiceImpl();
        service.SetStatus("", status);
        return service;
    }
}
