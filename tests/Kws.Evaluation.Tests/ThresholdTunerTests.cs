using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests;

/// <summary>The same cases as the trainer's <c>test_tuning.py</c>: both must fit alike.</summary>
public class ThresholdTunerTests
{
    private static readonly StreamScoring s_scoring = new(Manifest());

    [Fact]
    public void Fit_FalseAlarmsOfOneLabel_RaisesThatThresholdOnly()
    {
        HeardRecording known = Heard([(50, "yes", 0.97f), (90, "no", 0.97f)],
            new SpokenWord("yes", AtDecision(50) - 8_000, AtDecision(50) - 1_000), new SpokenWord("no", AtDecision(90) - 8_000, AtDecision(90) - 1_000));
        HeardRecording without = Heard([(30, "yes", 0.7f), (60, "yes", 0.75f)]);
        IReadOnlyDictionary<string, float> thresholds = Fit([known], [without]).Values;
        Assert.InRange(thresholds["yes"], 0.76f, 0.97f);
        Assert.InRange(thresholds["no"], 0.4f, 0.97f);
        Assert.Equal(0, s_scoring.Score([without], thresholds).FalseAlarms);
        Assert.Equal(2, s_scoring.Score([known], thresholds).Hits);
    }

    [Fact]
    public void Fit_TargetThatWouldCostTooManyWords_StopsAtTheLimitAndSaysSo()
    {
        HeardRecording known = Heard([(50, "yes", 0.9f)], new SpokenWord("yes", AtDecision(50) - 8_000, AtDecision(50) - 1_000));
        HeardRecording without = Heard([(30, "yes", 0.95f)]);
        FittedThresholds fit = Fit([known], [without]);
        Assert.Equal(["yes"], fit.Limited);
        Assert.Equal(1, s_scoring.Score([known], fit.Values).Hits);
    }

    [Fact]
    public void Fit_AlarmsThatCostWordsAndAlarmsThatCostNone_RaisesTheFreeThresholdOnly()
    {
        // Each false alarm of "yes" would cost a word; those of "no" cost none.
        HeardRecording known = Heard([(20, "yes", 0.9f), (60, "yes", 0.9f), (100, "no", 0.95f), (140, "no", 0.95f)],
            Word("yes", 20), Word("yes", 60), Word("no", 100), Word("no", 140));
        HeardRecording without = Heard([(10, "yes", 0.9f), (50, "yes", 0.9f), (90, "no", 0.8f), (130, "no", 0.8f)]);
        double twoInTheRecording = 2 / s_scoring.Score([without]).Hours / ThresholdTuner.Margin;
        FittedThresholds fit = Fit([known], [without], twoInTheRecording, mostMisses: 1);
        Assert.True(fit.Values["yes"] < 0.9f, $"{fit.Values["yes"]}");
        Assert.InRange(fit.Values["no"], 0.8f, 0.95f);
        Assert.Equal(0, s_scoring.Score([known], fit.Values).Misses);
    }

    [Fact]
    public void Fit_RangeOfThresholdsThatDoEquallyWell_TakesItsMiddle()
    {
        // Between the false alarm at 0.5 and the word at 0.99 every threshold does as well.
        HeardRecording known = Heard([(50, "yes", 0.99f)], Word("yes", 50));
        HeardRecording without = Heard([(50, "yes", 0.5f)]);
        Assert.InRange(Fit([known], [without]).Values["yes"], 0.85f, 0.95f);
    }

    [Fact]
    public void Fit_TargetReached_MovesNothing()
    {
        HeardRecording known = Heard([(50, "yes", 0.9f)], Word("yes", 50));
        FittedThresholds fit = Fit([known], [Heard([])]);
        Assert.Empty(fit.Limited);
        Assert.True(fit.Values["yes"] < 0.9f, $"{fit.Values["yes"]}");
    }

    private static FittedThresholds Fit(HeardRecording[] known, HeardRecording[] without, double targetPerHour = 0.5, double mostMisses = 0.1) =>
        new ThresholdTuner(s_scoring, known, without).Fit(["yes", "no"], targetPerHour, mostMisses);

    private static SpokenWord Word(string label, int decision) => new(label, AtDecision(decision) - 8_000, AtDecision(decision) - 1_000);
}
