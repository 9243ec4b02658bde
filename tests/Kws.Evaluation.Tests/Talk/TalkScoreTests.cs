using Kws.Audio;
using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests.Talk;

public sealed class TalkScoreTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    [Fact]
    public void Of_EventsInTwoSources_AreCountedBySourceAndInAll()
    {
        // Decisions are numbered from the begin of the pause before the recording.
        var said = (AtDecision(50) / 16_000.0) - TalkListener.PauseSeconds;
        TalkFile[] files =
        [
            File("a/1.wav", null, new HeardStretch("yes", said - 0.5, said - 0.1, "word")),
            File("a/2.wav", "no, no!"),
            File("b/3.wav", "nothing"),
        ];
        HeardRecording[] heard =
        [
            HourOf((50, "yes", 0.95f), (120, "yes", 0.9f)), HourOf((50, "no", 0.95f)),
            HourOf((50, "no", 0.95f), (90, "no", 0.95f)),
        ];

        var scores = TalkScore.Of(files, heard, new StreamScoring(Manifest()));

        Assert.Equal([("a", 2, 2.0, 1, 1, 1), ("b", 1, 1.0, 2, 0, 0), ("all", 3, 3.0, 3, 1, 1)],
            scores.Select(score => (score.Source, score.Files, score.Hours, score.FalseAlarms, score.ReallySaid,
                score.SaidSomewhere)));
        Assert.Equal([("no", 2), ("yes", 1)], scores[^1].FalseAlarmsByLabel.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(PoissonRate.Interval(3, 3), scores[^1].Interval);
        Assert.Equal(Math.Round((AtDecision(120) / 16_000.0) - 1, 2),
            scores[^1].Events.Single(e => e is { Label: "yes", Verdict: TalkVerdict.FalseAlarm }).Seconds, 0.011);
        Assert.Equal([0.95, 0.9, 0.95, 0.95, 0.95], scores[^1].Events.Select(heard => Math.Round(heard.Score, 3)));
    }

    [Fact]
    public void OfTalk_Scores_AreMetricsWithIntervalsAllFirst()
    {
        var scores = TalkScore.Of([File("a/1.wav", null), File("b/2.wav", "no")],
            [HourOf((50, "yes", 0.95f)), HourOf((50, "no", 0.95f))], new StreamScoring(Manifest()));

        var metrics = StreamMetrics.OfTalk(scores, TalkPart.Tune);

        Assert.Equal([("false_alarms_per_hour.talk", 0.5, 120), ("false_alarms_per_hour.talk.a", 1, 60),
            ("false_alarms_per_hour.talk.b", 0, 60)],
            metrics.Select(metric => (metric.Name, metric.Value, (int)metric.Samples)));
        Assert.Equal("2.00 h of people talking, part tune: 1 false alarms, 95 % interval 0.01 to 2.79 an hour; "
            + "1 events not counted: the word was said", metrics[0].Data);
        Assert.All(metrics, metric => Assert.True(StreamMetrics.IsOfStreams(metric.Name)
            && StreamMetrics.IsOfTalk(metric.Name)));
    }

    [Fact]
    public async Task ListenAsync_ToneThatEndsWithTheFile_IsHeardInThePauseAfterIt()
    {
        using var folder = new TemporaryFolder();
        await System.IO.File.WriteAllBytesAsync(folder["x.wav"],
            WavWriter.ToPcm16(16_000, Tones.Clip(Tones.YesHertz, 16_000, 8_000, 16_000))).WithTimeout();
        var file = File("x.wav", null) with { Path = folder["x.wav"] };
        var listener = new TalkListener(new StreamListener(tiny.Model), 16_000);

        var heard = await listener.ListenAsync(file, default).WithTimeout();

        var labels = tiny.Model.LabelCount;
        // A second of recording between pauses of a second: decisions from 1 s to 3 s.
        Assert.Equal((16_000, 21), (heard.SampleCount, heard.Posteriors.Length / labels));
        Assert.Equal(heard.Posteriors, (await listener.ListenAsync(file, default).WithTimeout()).Posteriors);
    }

    private static HeardRecording HourOf(params (int Decision, string Label, float Score)[] events) =>
        Heard(events) with { SampleCount = 16_000L * 3600 };

    private static TalkFile File(string name, string? text, params HeardStretch[] stretches) =>
        new($"/talk/{name}", name, name.Split('/')[0], text, stretches);
}
