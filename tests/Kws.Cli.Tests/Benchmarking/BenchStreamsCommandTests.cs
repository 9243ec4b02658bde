using System.Text.RegularExpressions;
using Grpc.Core;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Benchmarking;

/// <summary><c>kws bench streams</c> with what it can do besides measuring one server once.</summary>
[Trait("Duration", "Long")]
public sealed partial class BenchStreamsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BenchStreamsCommandTests()
    {
        Directory.CreateDirectory(_folder["clips"]);
        File.WriteAllBytes(_folder["clips", "a.wav"], new Recording(16_000, new short[16_000]).ToWav());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ramp_ServerThatHoldsAll_MeasuresEachNumber()
    {
        var spotter = new ScriptedSpotter();
        await using var host = await ScriptedHost.StartAsync(spotter);

        var run = await RunAsync(host.Address, "--streams", "2", "--ramp", "5", "--connections", "1",
            "--p99-limit-ms", "60000", "--json");

        int[] steps =
            [.. run.Json.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("streams").GetInt32())];
        // A generator that a busy machine holds up says so, and goes no further.
        if (run.Json.TryGetProperty("broken_by", out var reason))
            Assert.Matches("generator itself was late|chunks were sent", reason.GetString());
        else
            Assert.Equal([2, 4], steps);
        Assert.Equal(steps.Sum(), spotter.Configs.Count);
        Assert.Contains($"opening {steps[^1]} streams on 1 connections", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ramp_ServerThatRefuses_EndsAtOnceAndTellsWhy()
    {
        var refusal = new RpcException(new Status(StatusCode.Unavailable, "drains"));
        await using var host = await ScriptedHost.StartAsync(new ScriptedSpotter
        {
            BeforeChunk = (_, _, _) => throw refusal,
        });

        var run = await RunAsync(host.Address, "--streams", "2", "--ramp", "20", "--connections", "1");

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("knee: 0 streams; then ", run.Out, StringComparison.Ordinal);
        Assert.Matches("2 streams failed: Unavailable: drains|generator itself was late", run.Out);
    }

    [Fact]
    public async Task Servers_Several_EachServesItsShare()
    {
        (var first, var second) = (new ScriptedSpotter(), new ScriptedSpotter());
        await using var one = await ScriptedHost.StartAsync(first);
        await using var other = await ScriptedHost.StartAsync(second);

        await RunAsync(one.Address, "--further-servers", other.Address, "--streams", "6", "--connections", "2");

        Assert.Equal((3, 3), (first.Configs.Count, second.Configs.Count));
    }

    [Fact]
    public async Task Servers_OneIsAway_IsNamed()
    {
        await using var host = await ScriptedHost.StartAsync(new ScriptedSpotter());

        var run = await RunAsync(
            host.Address, "--further-servers", "http://127.0.0.1:1", "--streams", "2", "--connections", "2");

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("server not reachable at http://127.0.0.1:1/", run.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Cost_OfAServer_IsSplitByItsThreads()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "threads are read from /proc");
        await using var host = await ScriptedHost.StartAsync(new ScriptedSpotter());

        var run = await RunAsync(host.Address, "--streams", "20", "--connections", "1", "--chunk-ms", "5", "--cost",
            "--server-pids", $"{Environment.ProcessId}");

        Assert.Matches(@"cores a thousand streams", run.Out);
        // The process, then its threads. On a busy machine time passes between the looks at both.
        double[] cores = [.. Cores().Matches(run.Out).Select(row => double.Parse(row.Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture))];
        Assert.True(cores.Length > 1, run.Out);
        Assert.InRange(cores[1..].Sum(), 0.01, Environment.ProcessorCount * 1.1);
    }

    [Fact]
    public async Task Speed_OfTen_SendsTenTimesTheAudioAndTellsTheServersMemory()
    {
        await using var host = await ScriptedHost.StartAsync(new ScriptedSpotter());

        var run = await RunAsync(host.Address, "--streams", "2", "--connections", "1", "--speed", "10",
            "--server-pids", $"{Environment.ProcessId}", "--json");

        // 500 chunks a second and stream; 50 in real time.
        Assert.InRange(run.Json.GetProperty("expected_chunks").GetInt64(), 900, 5_000);
        Assert.Equal(10, run.Json.GetProperty("speed").GetDouble());
        var memory = Assert.Single(run.Json.GetProperty("memory").EnumerateArray());
        Assert.InRange(memory.GetProperty("most_mb").GetDouble(), memory.GetProperty("end_mb").GetDouble(), 20_000);
        Assert.InRange(memory.GetProperty("begin_mb").GetDouble(), 1, 20_000);
    }

    [Theory]
    [InlineData("--ramp", "19", "--streams", "20")]
    [InlineData("--connections", "1", "--further-servers", "http://127.0.0.1:2")]
    [InlineData("--cost")]
    [InlineData("--further-servers", "ftp://127.0.0.1")]
    [InlineData("--p99-limit-ms", "0")]
    public async Task Options_ThatDoNotFit_AreBadInputNamingThem(string option, params string[] others)
    {
        var run = await RunAsync("http://127.0.0.1:1", [option, .. others]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(option, run.Error, StringComparison.Ordinal);
    }

    private Task<KwsRun> RunAsync(string server, params string[] options) => KwsRun.WithAsync(
    [
        "bench", "streams", "--server", server, "--audio", _folder["clips"], "--warm-up", "0", "--seconds", "1",
        "--spread-ms", "0", .. options,
    ]).WithTimeout();

    // A row of the table of costs: a name, then cores.
    [GeneratedRegex(@"│ (?:  )?[^│]*│ +(\d+\.\d\d) │ +\d+\.\d\d │ +\d+ │")]
    private static partial Regex Cores();
}
