using System.Text.Json;
using Kws.Cli.Benchmarking;
using Kws.Cli.Benchmarking.Streams;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class StreamLoadResultTests
{
    private static readonly StreamLoadResult Whole = new(
        10, 2, 1.5, new DelaySummary(100, 1, 2, 3, 4), new DelaySummary(100, 0.5, 1, 2, 3),
        new DelaySummary(7, 9, 9, 9, 9), new DelaySummary(750, 0, 0, 0.25, 0.5),
        new DelaySummary(750, 0, 0, 0.25, 0.5),
        Chunks: 750, ExpectedChunks: 750, UndecidedSamples: 0, new Dictionary<string, int>(),
        [new CpuShare("kws bench", 7, 0.25)], [], Speed: 1, Machine.This);

    public static TheoryData<string, bool> Runs => new() { { "whole", true }, { "late", true }, { "too late", false },
        { "undecided", false }, { "failed", false }, { "spoilt", false }, { "held back", true } };

    [Theory]
    [MemberData(nameof(Runs))]
    public void IsWhole_OfARun_NeedsNothingLostAndThePaceKept(string run, bool isWhole) =>
        Assert.Equal(isWhole, (run switch
        {
            "late" => Whole with { Chunks = 743 },
            "too late" => Whole with { Chunks = 742 },
            "spoilt" => Whole with { Timer = new DelaySummary(750, 1, 5, 21, 30) },
            // The server took the audio late: its delays are its own.
            "held back" => Whole with { Lateness = new DelaySummary(750, 1, 5, 21, 30) },
            "undecided" => Whole with { UndecidedSamples = 1 },
            "failed" => Whole with { Failures = new Dictionary<string, int> { ["Unavailable: gone"] = 1 } },
            _ => Whole,
        }).IsWhole);

    [Fact]
    public void Table_OfAFasterRun_TellsTheSpeedAndTheMemory()
    {
        var run = Whole with { Speed = 10, Memory = [new MemoryUse("dotnet", 8, 67.2, 81, 68.4)] };

        var written = Write(run, asJson: false);

        Assert.Contains("10 streams 10 times as fast as they are spoken, 2 connections", written,
            StringComparison.Ordinal);
        Assert.Matches(@"memory of dotnet \(8\) +│ 67 MB in the first tenth, 68 MB in the last, 81 MB at most",
            written);
    }

    [Fact]
    public void Table_OfARun_ShowsDelaysChunksAndTheMachine()
    {
        var written = Write(Whole, asJson: false);

        Assert.Contains("10 real-time streams, 2 connections, 1.5 s", written, StringComparison.Ordinal);
        Assert.Matches(@"last sample due -> decision received +│ 1\.0 │ 2\.0 │ 3\.0 │ 4\.0 │ +100 │", written);
        Assert.Matches(@"chunks sent +│ 750 of 750 due", written);
        Assert.Matches(@"cores used by kws bench \(7\) +│ 0\.25", written);
        Assert.Contains(Machine.This.Processor, written, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_OfARunThatTheGeneratorSpoilt_SaysSo()
    {
        Assert.DoesNotContain("SPOILT", Write(Whole, asJson: false), StringComparison.Ordinal);
        Assert.Contains("SPOILT: the generator itself was 21 ms late",
            Write(Whole with { Timer = new DelaySummary(750, 1, 5, 21, 30) }, asJson: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_OfFailures_CountsThemByReason()
    {
        var written = Write(Whole with
        {
            Failures = new Dictionary<string, int>
            {
                ["Unavailable: gone"] = 3,
                ["Internal: oops"] = 1
            }
        }, asJson: false);

        Assert.Matches(@"streams that failed +│ 4", written);
        Assert.Matches(@"  3 times +│ Unavailable: gone", written);
    }

    [Fact]
    public void Json_OfARun_IsOneDocumentOfAllFigures()
    {
        var json = JsonElement.Parse(Write(Whole, asJson: true));

        Assert.Equal(
            [
                "streams", "connections", "seconds", "from_due", "from_sent", "keyword", "lateness", "timer", "chunks",
                "expected_chunks",
                "undecided_samples", "failures", "cpu", "memory", "speed", "machine", "is_whole",
                "is_spoilt",
            ],
            json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(3, json.GetProperty("from_due").GetProperty("p99_ms").GetDouble());
    }

    private static string Write(StreamLoadResult result, bool asJson)
    {
        using var written = new StringWriter();
        var context = KwsRun.Context(written);
        result.ToReport().WriteTo(context, asJson);
        return written.ToString();
    }
}
