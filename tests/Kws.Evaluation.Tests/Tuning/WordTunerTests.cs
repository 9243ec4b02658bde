using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests.Tuning;

public sealed class WordTunerTests
{
    private static readonly HeardRecording s_known = Heard(
        [(50, "yes", 0.99f), (120, "yes", 0.97f)], Word("yes", 50), Word("yes", 120));

    [Fact]
    public void Fit_VoicesOfOneHalfAlarm_CountsThemWithTheThresholdOfTheOther()
    {
        // The threshold that the quiet half gives lets the alarm of the other half through.
        var figures = Assert.Single(Tuner(Talk("a", 0.9f), Talk("b", 0.1f)).Fit(["yes"], 1, 0.5));
        Assert.Equal(1, figures.FalseAlarms);
        Assert.True(figures.IsCrossFitted);
        // What stays was fitted to both, and neither alarms.
        Assert.True(figures.Threshold > 0.9f, $"{figures.Threshold}");
        Assert.Equal((0, 2), (figures.Misses, figures.Spoken));
    }

    [Fact]
    public void Fit_QuietTalk_TellsAnIntervalThatBeginsAtZero()
    {
        var figures = Assert.Single(Tuner(Talk("a", 0.1f), Talk("b", 0.1f)).Fit(["yes"], 1, 0.5));
        Assert.Equal((0, 0.0), (figures.FalseAlarms, figures.Interval.Lower));
        // 3.69 events are the upper end of what none says.
        Assert.Equal(3.689 / figures.Hours, figures.Interval.Upper, 1.0);
        var metrics = StreamMetrics.OfWord(figures, "talk by 2 synthetic voices");
        Assert.Equal(["false_alarms_per_hour.yes", "stream.miss_share.yes"], metrics.Select(metric => metric.Name));
        Assert.Contains("talk by 2 synthetic voices, each heard with a threshold fitted to others: 0 false alarms, "
            + "95 % interval 0.0 to ", metrics[0].Data, StringComparison.Ordinal);
        Assert.All(metrics, metric => Assert.True(StreamMetrics.IsOfStreams(metric.Name)));
    }

    [Fact]
    public void Fit_OneVoice_SaysThatTheThresholdWasFittedToIt()
    {
        var figures = Assert.Single(Tuner(Talk("a", 0.9f)).Fit(["yes"], 1, 0.5));
        Assert.False(figures.IsCrossFitted);
        Assert.Equal(0, figures.FalseAlarms);
    }

    private static WordTuner Tuner(params HeardTalk[] talk) => new(new StreamScoring(Manifest()), [s_known], talk);

    private static HeardTalk Talk(string voice, float score) => new(voice, [HeardAs("talk", [(30, "yes", score)])]);
}
