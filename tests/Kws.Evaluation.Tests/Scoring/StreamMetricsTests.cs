using Kws.Models;
using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests;

public class StreamMetricsTests
{
    private static readonly StreamScoring s_scoring = new(Manifest());

    [Fact]
    public void OfKnownWords_HitsMissesAndFalseAlarms_AreMetricsWithTheirSampleCounts()
    {
        var score =
            s_scoring.Score(
            [Heard([(50, "yes", 0.95f), (150, "no", 0.95f)], Word("yes", 50), Word("no", 90), Word("no", 110))]);
        var metrics = StreamMetrics.OfKnownWords(score);
        Assert.Equal(
            [("stream.miss_share", 0.6667, 3), ("stream.delay_seconds_p50", 0.062, 1),
                ("stream.delay_seconds_p90", 0.062, 1), ("stream.false_alarms", 1, 3)],
            metrics.Select(metric => (metric.Name, metric.Value, (int)metric.Samples)));
        Assert.All(metrics, metric => Assert.Contains("0.01 h with 3 keywords", metric.Data, StringComparison.Ordinal));
        Assert.EndsWith(": 2 missed, 95 % interval 0.2077 to 0.9385", metrics[0].Data, StringComparison.Ordinal);
    }

    [Fact]
    public void OfKnownWords_SeveralRecordings_TellHowTheyDiffer()
    {
        HeardRecording[] heard =
            [Heard([(50, "yes", 0.95f)], Word("yes", 50)), Heard([], Word("yes", 50), Word("no", 90))];

        var metrics = StreamMetrics.OfKnownWords(s_scoring.Score(heard),
            [.. heard.Select(recording => s_scoring.Score([recording]))]);

        Assert.EndsWith("; 0 to 2 in one of 2 recordings", metrics[0].Data, StringComparison.Ordinal);
        Assert.Equal((0.6667, 3), (metrics[0].Value, metrics[0].Samples));
    }

    [Fact]
    public void OfKnownWords_NoHit_HasNoDelay() =>
        Assert.Equal(["stream.miss_share", "stream.false_alarms"],
            StreamMetrics.OfKnownWords(s_scoring.Score([Heard([], Word("yes", 50))])).Select(metric => metric.Name));

    [Fact]
    public void OfNonKeywordAudio_FalseAlarms_AreARateWithMinutesAsSamples()
    {
        var hour = Heard([(50, "yes", 0.95f)]) with { SampleCount = 16_000L * 3600 };
        var metric =
            StreamMetrics.OfNonKeywordAudio(
            s_scoring.Score([hour, hour, Heard([]) with { SampleCount = 16_000L * 3600 }]), ["words", "noise"]);
        Assert.Equal(new ModelMetric("false_alarms_per_hour.synthetic", 0.67,
            "3.0 h of noise, words; no sentence of a person: 2 false alarms, 95 % interval 0.08 to 2.41 an hour", 180),
            metric);
    }

    [Fact]
    public void OfNothing_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => StreamMetrics.OfKnownWords(s_scoring.Score([Heard([])])));
        Assert.Throws<ArgumentException>(() => StreamMetrics.OfNonKeywordAudio(s_scoring.Score([]), []));
    }

    [Theory]
    [InlineData("stream.miss_share", true)]
    [InlineData("false_alarms_per_hour", true)]
    [InlineData("accuracy", false)]
    [InlineData("recall.stop", false)]
    [InlineData("streams", false)]
    public void IsOfStreams_Names_TellsWhatDependsOnThresholds(string name, bool expected) =>
        Assert.Equal(expected, StreamMetrics.IsOfStreams(name));
}
