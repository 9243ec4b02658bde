using Kws.Dsp;
using Kws.Models;

namespace Kws.Evaluation.Tests;

/// <summary>Scores made-up posteriors: a decision every 1,600 samples, window 15,920, one window of smoothing.</summary>
public class StreamScoringTests
{
    private const int Decisions = 200;

    [Fact]
    public void Score_EventWithinASecondOfItsWord_IsAHit() =>
        Assert.Equal((1, 0), Counts(Heard([(50, "yes", 0.95f)], new SpokenWord("yes", AtDecision(50) - 10_000, AtDecision(50) - 4_000))));

    [Fact]
    public void Score_EventLongAfterItsWord_IsAMissAndAFalseAlarm() =>
        Assert.Equal((0, 1), Counts(Heard([(50, "yes", 0.95f)], new SpokenWord("yes", AtDecision(50) - 40_000, AtDecision(50) - 30_000))));

    [Fact]
    public void Score_EventOfAnotherLabel_IsConfused()
    {
        StreamScore score = Score(Heard([(50, "no", 0.95f)], new SpokenWord("yes", AtDecision(50) - 8_000, AtDecision(50) - 1_000)));
        Assert.Equal((0, 1, 1, 1), (score.Hits, score.Misses, score.FalseAlarms, score.Confused));
        Assert.Equal(1, score.FalseAlarmsByLabel["no"]);
    }

    [Fact]
    public void Score_SecondEventOfOneWordAfterTheDebounce_IsAFalseAlarm() =>
        Assert.Equal((1, 1), Counts(Heard([(50, "yes", 0.95f), (80, "yes", 0.95f)], new SpokenWord("yes", AtDecision(50) - 10_000, AtDecision(50) - 4_000))));

    [Fact]
    public void Score_ThresholdsWithoutALabel_ReportNothingOfIt()
    {
        HeardRecording heard = Heard([(50, "yes", 0.95f)]);
        Assert.Equal(0, new StreamScoring(Manifest()).Score([heard], new Dictionary<string, float> { ["no"] = 0.5f }).FalseAlarms);
    }

    [Fact]
    public void Score_ManyRecordings_AddsHoursAndWords()
    {
        HeardRecording heard = Heard([], new SpokenWord("yes", 1, 2));
        StreamScore score = new StreamScoring(Manifest()).Score([heard, heard]);
        Assert.Equal(2, score.Words);
        Assert.Equal(2.0 * heard.SampleCount / 16_000 / 3600, score.Hours, 9);
    }

    [Fact]
    public void Fit_FalseAlarmsOfOneLabel_RaisesThatThresholdOnly()
    {
        HeardRecording known = Heard([(50, "yes", 0.97f), (90, "no", 0.97f)],
            new SpokenWord("yes", AtDecision(50) - 8_000, AtDecision(50) - 1_000), new SpokenWord("no", AtDecision(90) - 8_000, AtDecision(90) - 1_000));
        HeardRecording without = Heard([(30, "yes", 0.7f), (60, "yes", 0.75f)]);
        IReadOnlyDictionary<string, float> thresholds = new ThresholdTuner(new StreamScoring(Manifest()), [known], [without]).Fit(["yes", "no"], 0.5).Values;
        Assert.InRange(thresholds["yes"], 0.76f, 0.97f);
        Assert.InRange(thresholds["no"], 0.4f, 0.97f);
        Assert.Equal(0, new StreamScoring(Manifest()).Score([without], thresholds).FalseAlarms);
        Assert.Equal(2, new StreamScoring(Manifest()).Score([known], thresholds).Hits);
    }

    [Fact]
    public void Fit_TargetThatWouldCostTooManyWords_StopsAtTheLimitAndSaysSo()
    {
        HeardRecording known = Heard([(50, "yes", 0.9f)], new SpokenWord("yes", AtDecision(50) - 8_000, AtDecision(50) - 1_000));
        HeardRecording without = Heard([(30, "yes", 0.95f)]);
        FittedThresholds fit = new ThresholdTuner(new StreamScoring(Manifest()), [known], [without]).Fit(["yes", "no"], 0.5);
        Assert.Equal(["yes"], fit.Limited);
        Assert.Equal(1, new StreamScoring(Manifest()).Score([known], fit.Values).Hits);
    }

    private static (int Hits, int FalseAlarms) Counts(HeardRecording heard) => (Score(heard).Hits, Score(heard).FalseAlarms);

    private static StreamScore Score(HeardRecording heard) => new StreamScoring(Manifest()).Score([heard]);

    private static int AtDecision(int decision) => (decision * 1_600) + 15_920;

    private static HeardRecording Heard((int Decision, string Label, float Score)[] events, params SpokenWord[] spoken)
    {
        IReadOnlyList<string> labels = Manifest().Labels;
        float[] posteriors = new float[Decisions * labels.Count];
        for (int decision = 0; decision < Decisions; decision++)
            posteriors[decision * labels.Count] = 1;
        foreach ((int decision, string label, float score) in events)
        {
            posteriors[decision * labels.Count] = 1 - score;
            posteriors[(decision * labels.Count) + labels.ToList().IndexOf(label)] = score;
        }
        return new HeardRecording("test", posteriors, spoken, AtDecision(Decisions));
    }

    private static ModelManifest Manifest() => new()
    {
        Task = ModelTask.KeywordSpotting,
        Name = "made-up",
        Version = "1.0.0",
        Labels = ["silence", "unknown", "yes", "no"],
        Input = new TensorSpec("features", [-1, 98, 40]),
        Output = new TensorSpec("posteriors", [-1, 4]),
        Features = FeatureSpecPresets.LogMel40,
        Detection = new DetectionSettings { SmoothingWindows = 1, Thresholds = new Dictionary<string, float> { ["yes"] = 0.8f, ["no"] = 0.8f } },
        Files = [],
        Json = "{}",
    };
}
