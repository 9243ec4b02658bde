using System.Text.Json;
using Kws.Cli.Benchmarking;
using Kws.Cli.Benchmarking.Streams;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class StreamRampTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Run_DelayBreaksTheLimit_KneeIsTheNumberBefore()
    {
        List<int> tried = [];

        var ramp = await RunAsync(100, 1000, streams =>
        {
            tried.Add(streams);
            return Step(streams, p99Ms: streams >= 300 ? 50.1 : 50);
        });

        Assert.Equal([100, 200, 300], tried);
        Assert.Equal((200, "p99 of 50.1 ms is over 50 ms"), (ramp.Knee, ramp.BrokenBy));
    }

    [Fact]
    public async Task Run_AllHold_EndsAtTheMost()
    {
        var ramp = await RunAsync(100, 250, streams => Step(streams));

        Assert.Equal([100, 200], ramp.Steps.Select(step => step.Streams));
        Assert.Equal((200, null), (ramp.Knee, ramp.BrokenBy));
        Assert.Contains("all held: the knee is above 200", Write(ramp, asJson: false), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Faults => new()
    {
        { "failed", "3 streams failed: ResourceExhausted: full" },
        { "undecided", "160 samples were not decided" },
        { "slow", "900 of 1000 chunks were sent" },
        { "spoilt", "the generator itself was late: the machine is full" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Run_FirstNumberBreaks_KneeIsNoneAndTheReasonIsTold(string fault, string reason)
    {
        var ramp = await RunAsync(10, 100, streams => fault switch
        {
            "failed" => Step(streams) with
            { Failures = new Dictionary<string, int> { ["ResourceExhausted: full"] = 3 } },
            "undecided" => Step(streams) with { UndecidedSamples = 160 },
            "slow" => Step(streams) with { Chunks = 900 },
            _ => Step(streams) with { Timer = new DelaySummary(1000, 1, 5, 21, 30) },
        });

        Assert.Equal((0, reason), (ramp.Knee, ramp.BrokenBy));
        Assert.Contains($"knee: 0 streams; then {reason}", Write(ramp, asJson: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_OfARamp_ShowsServersCoresAThousandStreamsAndTheirThreads()
    {
        var ramp = await RunAsync(200, 200, streams => Step(streams) with
        {
            Cpu = [new CpuShare("kws bench", 1, 0.25), new CpuShare("dotnet", 7, 0.4), new CpuShare("dotnet", 8, 0.1)],
            Cost =
            [
                StreamCost.Of(new CpuShare("dotnet", 7, 0.4), [new ThreadShare("keyword inferen", 0.3, 0.03)], streams),
                StreamCost.Of(new CpuShare("dotnet", 8, 0.1), [], streams),
            ],
        });

        var table = Write(ramp, asJson: false);

        Assert.Matches(@"200 │ +1\.0 │ +3\.0 │ +0 │ +0\.50 │ +2\.50 │ +0\.25 │", table);
        Assert.Matches(@"dotnet \(7\) +│ +0\.40 │ +2\.00 │ +2000 │ +8 % │", table);
        Assert.Matches(@"  keyword inferen +│ +0\.30 │ +1\.50 │ +1500 │ +10 % │", table);
        Assert.Matches(@"dotnet \(8\) +│ +0\.10 │ +0\.50 │ +500 │ +0 % │", table);
        var json = JsonElement.Parse(Write(ramp, asJson: true));
        Assert.Equal(200, json.GetProperty("knee").GetInt32());
        Assert.Equal(2,
            json.GetProperty("steps")[0].GetProperty("cost")[0].GetProperty("cores_per_thousand").GetDouble());
    }

    private static Task<StreamRampResult> RunAsync(int step, int most, Func<int, StreamLoadResult> measure) =>
        new StreamRamp(streams => Task.FromResult(measure(streams)), step, most, s_limit).RunAsync();

    private static StreamLoadResult Step(int streams, double p99Ms = 3) => new(
        streams, 2, 1.5, new DelaySummary(100, 1, 2, p99Ms, p99Ms), new DelaySummary(100, 0.5, 1, 2, 3),
        new DelaySummary(7, 9, 9, 9, 9), new DelaySummary(750, 0, 0, 0.25, 0.5), new DelaySummary(750, 0, 0, 0.25, 0.5),
        Chunks: 1000, ExpectedChunks: 1000, UndecidedSamples: 0, new Dictionary<string, int>(),
        [new CpuShare("kws bench", 7, 0.25)], [], Speed: 1, Machine.This);

    private static string Write(StreamRampResult result, bool asJson)
    {
        using var written = new StringWriter();
        result.ToReport().WriteTo(KwsRun.Context(written), asJson);
        return written.ToString();
    }
}
