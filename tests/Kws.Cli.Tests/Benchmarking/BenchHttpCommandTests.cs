using System.Text.Json;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Cli.Tests.Benchmarking;

/// <summary>A short run of <c>kws bench http</c> against servers of this process.</summary>
public sealed class BenchHttpCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _timeProvider = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(5) };

    public BenchHttpCommandTests()
    {
        Directory.CreateDirectory(_folder["clips"]);
        File.WriteAllBytes(_folder["clips", "a.wav"], new Recording(16_000, new short[16_000]).ToWav());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task BenchHttp_WithAPeer_ReportsEachWayAtEachConcurrency()
    {
        await using var straight = await ScriptedHost.StartAsync(new ScriptedHearing());
        await using var web = await WebAsync();

        var run = await RunAsync(straight.Address, web.Address, "--peer", web.Address, "--concurrency", "1", "3",
            "--json");

        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
        JsonElement[] results = [.. run.Json.GetProperty("results").EnumerateArray()];
        Assert.Equal(
            [
                ("gRPC Classify, straight", 1), ("POST /v1/classify", 1), ("peer's POST /predict", 1),
                ("gRPC Classify, straight", 3), ("POST /v1/classify", 3), ("peer's POST /predict", 3),
            ],
            results.Select(result =>
                (result.GetProperty("call").GetString(), result.GetProperty("concurrency").GetInt32())));
        Assert.All(results, result => Assert.True(result.GetProperty("clips_per_second").GetDouble() > 0));
    }

    [Fact]
    public async Task BenchHttp_AnswerIsAProblem_TellsIt()
    {
        await using var straight = await ScriptedHost.StartAsync(new ScriptedHearing());
        await using var web = await WebAsync(StatusCodes.Status429TooManyRequests);

        var run = await RunAsync(straight.Address, web.Address, "--concurrency", "1");

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("/v1/classify?top=1 answered 429: heard", run.Error, StringComparison.Ordinal);
    }

    private Task<KwsRun> RunAsync(string server, string gateway, params string[] arguments) => KwsRun.InAsync(
        context => context with { Time = _timeProvider },
        ["bench", "http", "--server", server, "--gateway", gateway, "--audio", _folder["clips"], "--seconds", "1",
            .. arguments]);

    private static Task<KestrelHost> WebAsync(int status = StatusCodes.Status200OK) =>
        KestrelHost.StartAsync(_ => { }, app => app.MapPost("/{**path}", async context =>
        {
            Assert.NotNull((await context.Request.ReadFormAsync()).Files["file"]);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("heard");
        }));
}
