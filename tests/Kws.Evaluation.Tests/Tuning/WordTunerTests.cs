using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests.Tuning;

public sealed class WordTunerTests
{
    // Four words of ten are heard well, the others less and less.
    private static readonly HeardRecording s_known = Heard(
        [.. Enumerable.Range(0, 10).Select(i => (10 + (18 * i), "yes", i < 4 ? 0.99f : 0.95f - (0.05f * (i - 4))))],
        [.. Enumerable.Range(0, 10).Select(i => Word("yes", 10 + (18 * i)))]);

    [Theory]
    [InlineData(0, 0, 0.66, 0.70)]
    [InlineData(0.1, 1, 0.71, 0.75)]
    [InlineData(0.3, 3, 0.81, 0.85)]
    public void Fit_GivesUpTheShareOfTheWordThatItMayAndNoMore(double givenUp, int misses, double least, double most)
    {
        var figures = Assert.Single(Tuner(Talk(0.1f)).Fit(["yes"], givenUp));
        Assert.Equal((misses, 10), (figures.Misses, figures.Spoken));
        Assert.InRange(figures.Threshold, least, most);
    }

    [Fact]
    public void Fit_TalkThatAlarms_IsCountedAndChangesNoThreshold()
    {
        var quiet = Assert.Single(Tuner(Talk(0.1f)).Fit(["yes"], 0.1));
        var loud = Assert.Single(Tuner(Talk(0.9f), Talk(0.9f)).Fit(["yes"], 0.1));
        Assert.Equal((0, 2), (quiet.FalseAlarms, loud.FalseAlarms));
        Assert.Equal(quiet.Threshold, loud.Threshold);
        Assert.Equal(2 / loud.Hours, loud.FalseAlarmsAnHour, 1e-9);
    }

    [Fact]
    public void Figures_OfQuietTalk_TellAnIntervalThatBeginsAtZero()
    {
        var figures = Assert.Single(Tuner(Talk(0.1f)).Fit(["yes"], 0.1));
        Assert.Equal(0.0, figures.Interval.Lower);
        // 3.69 events are the upper end of what none says.
        Assert.Equal(3.689 / figures.Hours, figures.Interval.Upper, 1.0);
        var metrics = StreamMetrics.OfWord(figures, "talk by 2 synthetic voices");
        Assert.Equal(["false_alarms_per_hour.yes", "stream.miss_share.yes"], metrics.Select(metric => metric.Name));
        Assert.Contains("talk by 2 synthetic voices, to which nothing was fitted: 0 false alarms, 95 % interval 0.0 "
            + "to ", metrics[0].Data, StringComparison.Ordinal);
        Assert.All(metrics, metric => Assert.True(StreamMetrics.IsOfStreams(metric.Name)));
    }

    private static WordTuner Tuner(params HeardRecording[] talk) =>
        new(new StreamScoring(Manifest()), [s_known], talk);

    private static HeardRecording Talk(float score) => HeardAs("talk", [(30, "yes", score)]);
}
