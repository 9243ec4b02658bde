using static Kws.Detection.Tests.DetectionFixture;

namespace Kws.Detection.Tests;

public sealed class KeywordDetectorTests
{
    private static List<(long Decision, string Label)> Keywords(DetectionPlan plan, IEnumerable<float[]> rows)
    {
        var detector = new KeywordDetector(plan, 0, 0);
        var heard = new List<(long, string)>();
        foreach (var row in rows)
        {
            var output = detector.Decide(row);
            if (output.HasKeyword)
                heard.Add((detector.NextDecision - 1, Labels[output.Label]));
        }
        return heard;
    }

    private static IEnumerable<float[]> Repeat(string label, float score, int count) =>
        Enumerable.Repeat(Row(label, score), count);

    [Fact]
    public void Word_AcrossManyDecisions_IsOneEvent()
    {
        var rows = Repeat("unknown", 1, 5).Concat(Repeat("yes", 0.97f, 8)).Concat(Repeat("unknown", 1, 10));
        Assert.Equal([(7L, "yes")], Keywords(Plan(), rows));
    }

    [Fact]
    public void ClearWord_WithEarlyAnswers_IsAnsweredBeforeTheLongMeanRises()
    {
        var plan = Plan(smoothing: 6, early: 2);
        Assert.Equal([(6L, "yes")],
            Keywords(plan, Repeat("unknown", 1, 5).Concat(Repeat("yes", 1, 6)).Concat(Repeat("unknown", 1, 10))));
        Assert.Equal([(10L, "yes")],
            Keywords(plan, Repeat("unknown", 1, 5).Concat(Repeat("yes", 0.9f, 6)).Concat(Repeat("unknown", 1, 10))));
    }

    [Fact]
    public void SameWord_SaidAgainSoon_IsAnotherWordWithEarlyAnswers()
    {
        var twice = Repeat("yes", 1, 6).Concat(Repeat("unknown", 1, 4)).Concat(Repeat("yes", 1, 6))
            .Concat(Repeat("unknown", 1, 10));
        var rows = Repeat("unknown", 1, 8).Concat(twice);
        Assert.Equal(["yes", "yes"], Keywords(Plan(smoothing: 8, threshold: 0.7f, early: 4), rows)
            .Select(k => k.Label));
        Assert.Equal(["yes"], Keywords(Plan(smoothing: 8, threshold: 0.7f), rows).Select(k => k.Label));
    }

    [Fact]
    public void Smoothing_OutOfRange_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Smoothing(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Smoothing(101));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Smoothing(5, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Smoothing(5, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Smoothing(5, 3, 0.5f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Smoothing(5, 3, float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plan(smoothing: 3, early: 4));
    }

    [Fact]
    public void Word_WithOneBadWindow_IsOneEvent()
    {
        var rows = Repeat("unknown", 1, 5).Concat(Repeat("yes", 1, 4)).Concat(Repeat("unknown", 1, 1))
            .Concat(Repeat("yes", 1, 5)).Concat(Repeat("unknown", 1, 10));
        Assert.Single(Keywords(Plan(), rows));
    }

    [Fact]
    public void SameWord_SpokenAgainAfterThePause_IsTwoEvents()
    {
        var word = Repeat("yes", 1, 6).Concat(Repeat("unknown", 1, 6));
        Assert.Equal(["yes", "yes"], Keywords(Plan(), word.Concat(word)).Select(k => k.Label));
    }

    [Fact]
    public void SameLabel_StartingWithinTheRefractoryPeriod_IsNotReported()
    {
        var rows = Repeat("yes", 1, 4).Concat(Repeat("unknown", 1, 7)).Concat(Repeat("yes", 1, 4));
        Assert.Equal(2, Keywords(Plan(refractory: 10), rows).Count);
        Assert.Single(Keywords(Plan(refractory: 20), rows));
    }

    [Fact]
    public void OtherWord_RightAfter_IsItsOwnEvent()
    {
        var rows = Repeat("yes", 1, 6).Concat(Repeat("no", 1, 6)).Concat(Repeat("unknown", 1, 5));
        Assert.Equal(["yes", "no"], Keywords(Plan(), rows).Select(k => k.Label));
    }

    [Fact]
    public void OtherLabel_WhileTheModelChangesItsMind_IsNotReported()
    {
        var rows = Repeat("unknown", 1, 3).Concat(Repeat("no", 0.85f, 3)).Concat(Repeat("go", 1, 6))
            .Concat(Repeat("unknown", 1, 9));
        Assert.Equal(["no"], Keywords(Plan(), rows).Select(k => k.Label));
    }

    [Fact]
    public void BothLabelsCrossing_TheStrongerIsReported()
    {
        var row = new float[] { 0, 0, 0.45f, 0.55f, 0 };
        Assert.Equal([(0L, "no")], Keywords(Plan(threshold: 0.4f), Enumerable.Repeat(row, 5)));
    }

    [Fact]
    public void FirstDecision_OfARecording_MayReport() =>
        Assert.Equal([(0L, "yes")], Keywords(Plan(), Repeat("yes", 0.9f, 4)));

    [Fact]
    public void NotANumber_IsNeverReported() =>
        Assert.Empty(
            Keywords(Plan(), Enumerable.Repeat(new[] { float.NaN, float.NaN, float.NaN, float.NaN, float.NaN }, 20)));

    [Fact]
    public void UnchosenKeyword_IsNotReported()
    {
        var plan = new DetectionPlan(Labels, new Dictionary<string, float> { ["no"] = 0.5f },
            new Smoothing(3), 10, 0.6f);
        Assert.Equal(["no"], Keywords(plan, Repeat("yes", 1, 6).Concat(Repeat("no", 1, 6))).Select(k => k.Label));
    }

    [Fact]
    public void Plan_WithAFillerOrAnUnknownLabel_Throws()
    {
        var e = Assert.Throws<ArgumentException>(() =>
            new DetectionPlan(Labels, new Dictionary<string, float> { ["silence"] = 0.5f },
                new Smoothing(3), 10, 0.6f));
        Assert.Contains("'silence' is no keyword", e.Message);
        Assert.Contains("yes, no, go", e.Message);
        Assert.Throws<ArgumentException>(() =>
            new DetectionPlan(Labels, new Dictionary<string, float> { ["yes"] = 1.5f }, new Smoothing(3), 10, 0.6f));
        Assert.Throws<ArgumentException>(() =>
            new DetectionPlan(
                Labels,
                new Dictionary<string, float> { ["yes"] = float.NaN },
                new Smoothing(3),
                10,
                0.6f));
    }

    [Fact]
    public void Deciding_AllocatesNothing()
    {
        var detector = new KeywordDetector(Plan(early: 2), 0, 0);
        var rows = Recording(1, 400);
        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            foreach (var row in rows)
                detector.Decide(row);
        }));
    }
}
