using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests;

public class ThresholdTunerTests
{
    private static readonly StreamScoring s_scoring = new(Manifest());

    [Fact]
    public void Fit_FalseAlarmsOfOneLabel_RaisesThatThresholdOnly()
    {
        var known = Heard([(50, "yes", 0.97f), (90, "no", 0.97f)],
            new SpokenWord("yes", AtDecision(50) - 8_000, AtDecision(50) - 1_000),
                new SpokenWord("no", AtDecision(90) - 8_000, AtDecision(90) - 1_000));
        var without = Heard([(30, "yes", 0.7f), (60, "yes", 0.75f)]);
        var thresholds = Fit([known], [without]).Values;
        Assert.InRange(thresholds["yes"], 0.76f, 0.97f);
        Assert.InRange(thresholds["no"], 0.4f, 0.97f);
        Assert.Equal(0, s_scoring.Score([without], thresholds).FalseAlarms);
        Assert.Equal(2, s_scoring.Score([known], thresholds).Hits);
    }

    [Fact]
    public void Fit_TargetThatWouldCostTooManyWords_StopsAtTheLimitAndSaysSo()
    {
        var known = Heard([(50, "yes", 0.9f)], new SpokenWord("yes", AtDecision(50) - 8_000, AtDecision(50) - 1_000));
        var without = Heard([(30, "yes", 0.95f)]);
        var fit = Fit([known], [without]);
        Assert.Equal(["yes"], fit.Limited);
        Assert.Equal(1, s_scoring.Score([known], fit.Values).Hits);
    }

    [Fact]
    public void Fit_AlarmsThatCostWordsAndAlarmsThatCostNone_RaisesTheFreeThresholdOnly()
    {
        // Each false alarm of "yes" would cost a word; those of "no" cost none.
        var known = Heard([(20, "yes", 0.9f), (60, "yes", 0.9f), (100, "no", 0.95f), (140, "no", 0.95f)],
            Word("yes", 20), Word("yes", 60), Word("no", 100), Word("no", 140));
        var without = Heard([(10, "yes", 0.9f), (50, "yes", 0.9f), (90, "no", 0.8f), (130, "no", 0.8f)]);
        var twoInTheRecording = 2 / s_scoring.Score([without]).Hours / ThresholdTuner.Margin;
        var fit = Fit([known], [without], twoInTheRecording, mostMisses: 1);
        Assert.True(fit.Values["yes"] < 0.9f, $"{fit.Values["yes"]}");
        Assert.InRange(fit.Values["no"], 0.8f, 0.95f);
        Assert.Equal(0, s_scoring.Score([known], fit.Values).Misses);
    }

    [Fact]
    public void Fit_RangeOfThresholdsThatDoEquallyWell_TakesItsMiddle()
    {
        // Between the false alarm at 0.5 and the word at 0.99 every threshold does as well.
        var known = Heard([(50, "yes", 0.99f)], Word("yes", 50));
        var without = Heard([(50, "yes", 0.5f)]);
        Assert.InRange(Fit([known], [without]).Values["yes"], 0.85f, 0.95f);
    }

    [Fact]
    public void Fit_TargetReached_MovesNothing()
    {
        var known = Heard([(50, "yes", 0.9f)], Word("yes", 50));
        var fit = Fit([known], [Heard([])]);
        Assert.Empty(fit.Limited);
        Assert.True(fit.Values["yes"] < 0.9f, $"{fit.Values["yes"]}");
    }

    [Fact]
    public void Fit_NothingGivenUp_StopsBelowTheFirstWord()
    {
        // Of two words one scores 0.75: no false alarm is worth it.
        var known = Heard([(50, "yes", 0.95f), (90, "yes", 0.75f)], Word("yes", 50), Word("yes", 90));
        var fit = Fit([known], [Heard([(30, "yes", 0.9f)])], mostMisses: 0);
        Assert.InRange(fit.Values["yes"], 0.01f, 0.75f);
        Assert.Equal(["yes"], fit.Limited);
        var half = Fit([known], [Heard([(30, "yes", 0.9f)])], mostMisses: 0.5);
        Assert.InRange(half.Values["yes"], 0.9f, 0.95f);
        Assert.Empty(half.Limited);
    }

    [Fact]
    public void Fit_EverythingMayBeGivenUp_ReachesAnyTarget()
    {
        var known = Heard([(50, "yes", 0.8f)], Word("yes", 50));
        var fit = Fit([known], [Heard([(30, "yes", 0.95f), (60, "no", 0.9f)])], mostMisses: 1);
        Assert.Empty(fit.Limited);
        Assert.Equal(1, s_scoring.Score([known], fit.Values).Misses);
    }

    [Fact]
    public void Fit_FalseAlarmsAtTheTopOfTheGrid_AreLimitedInOrder()
    {
        var known = Heard([(50, "yes", 1), (90, "no", 1)], Word("yes", 50), Word("no", 90));
        Assert.Equal(["no", "yes"], Fit([known], [Heard([(30, "yes", 1), (60, "no", 1)])]).Limited);
    }

    [Fact]
    public void Fit_HalfOfTheTarget_IsWhatItAimsFor()
    {
        // One false alarm in the recording: within the whole target, not within half of it.
        var known = Heard([(50, "yes", 0.97f)], Word("yes", 50));
        var without = Heard([(30, "yes", 0.92f)]);
        var one = 1 / s_scoring.Score([without]).Hours;
        Assert.Equal(0, s_scoring.Score([without], Fit([known], [without], one * 1.9).Values).FalseAlarms);
        var enough = Fit([Heard([(50, "yes", 0.9f)], Word("yes", 50))], [without], one * 2);
        Assert.Equal(1, s_scoring.Score([without], enough.Values).FalseAlarms);
    }

    [Fact]
    public void Fit_WordThatIsNeverSpoken_RisesAboveItsFalseAlarms()
    {
        var fit = Fit([Heard([])], [Heard([(30, "no", 0.9f)])]);
        Assert.True(fit.Values["no"] > 0.9f, $"{fit.Values["no"]}");
        Assert.Empty(fit.Limited);
    }

    [Fact]
    public void Fit_NoAudioAtAll_GivesEachKeywordAnAllowedThreshold()
    {
        var fit = Fit([], []);
        Assert.Equal(["yes", "no"], fit.Values.Keys);
        Assert.All(fit.Values.Values, threshold => Assert.InRange(threshold, 0.4f, 0.9991f));
    }

    [Fact]
    public void Fit_NoKeywords_IsNothing() =>
        Assert.Empty(new ThresholdTuner(s_scoring, [], []).Fit([], 1, 0.1).Values);

    [Fact]
    public void Fit_Again_IsTheSame()
    {
        var random = new Random(4);
        (int, string, float)[] Some(int count) =>
            [.. Enumerable.Range(0, count)
            .Select(i => (10 + (9 * i), i % 2 == 0 ? "yes" : "no", 0.4f + (0.6f * random.NextSingle())))];
        var known = Heard(Some(20),
            [.. Enumerable.Range(0, 20).Select(i => Word(i % 2 == 0 ? "yes" : "no", 10 + (9 * i)))]);
        var without = Heard(Some(20));
        Assert.Equal(Fit([known], [without], 300).Values, Fit([known], [without], 300).Values);
    }

    private static FittedThresholds Fit(
        HeardRecording[] known,
        HeardRecording[] without,
        double targetPerHour = 0.5,
        double mostMisses = 0.1) =>
        new ThresholdTuner(s_scoring, known, without).Fit(["yes", "no"], targetPerHour, mostMisses);
}
