using static Kws.Detection.Tests.DetectionFixture;

namespace Kws.Detection.Tests;

/// <summary>A word said again before its score has fallen below the threshold: a second look tells it from the same
/// one going on.</summary>
public sealed class WordSaidAgainTests
{
    private static readonly SecondLookRules s_rules = new(6, 4, new Dictionary<string, float>());

    [Fact]
    public void WordSaidAgain_ScoreStaysUp_IsHeardEachTime() =>
        Assert.Equal([8L, 18, 31], Events(Plan(s_rules), Said(3, pause: 3)));

    [Fact]
    public void WordSaidAgain_WithoutASecondLook_IsOne() =>
        Assert.Single(Events(Plan(null), Said(3, pause: 3)));

    [Fact]
    public void WordSaidAgain_LookSaysNo_IsOne() =>
        Assert.Single(Events(Plan(s_rules), Said(3, pause: 3), new Until(13)));

    [Fact]
    public void OneWindowMisjudged_IsTheSameWord() =>
        Assert.Single(Events(Plan(s_rules), Said(2, pause: 1)));

    [Fact]
    public void WordSaidAgain_WhileTheFirstWaits_RefusesTheFirst()
    {
        var detector = new KeywordDetector(Plan(new SecondLookRules(50, 4, new Dictionary<string, float>())), 0, 0);
        List<long> refused = [];
        foreach (var row in Said(2, pause: 3))
        {
            detector.Decide(row, new Until(0));
            if (!detector.Refused.IsEmpty)
                refused.Add(detector.NextDecision - 1);
        }
        // Where the second begins.
        Assert.Equal(18, refused[0]);
    }

    [Fact]
    public void WordSaidAgain_ForEver_IsTheSameAfterAResumeAnywhere()
    {
        var plan = Plan(s_rules);
        var rows = Said(30, pause: 3);
        var whole = Events(plan, rows);
        for (var first = 0; first < rows.Length; first++)
            Assert.Equal(whole.Where(decision => decision >= first),
                Events(plan, rows, null, Math.Max(0, first - plan.MemoryDecisions), first));
    }

    private static DetectionPlan Plan(SecondLookRules? rules) =>
        DetectionFixture.Plan(smoothing: 8, early: 4, threshold: 0.5f, secondLook: rules);

    /// <summary>Ten decisions of it each time, so that with a pause of three the means stay above one half.</summary>
    private static float[][] Said(int times, int pause) =>
    [
        .. Quiet(5),
        .. Enumerable.Range(0, times).SelectMany(_ => Enumerable.Repeat(Row("yes", 1), 10).Concat(Quiet(pause))),
        .. Quiet(20),
    ];

    private static IEnumerable<float[]> Quiet(int decisions) => Enumerable.Repeat(Row("unknown", 1), decisions);

    private static List<long> Events(
        DetectionPlan plan, float[][] rows, ISecondLook? look = null, int start = 0, int firstReported = 0)
    {
        var detector = new KeywordDetector(plan, start, firstReported);
        var events = new List<long>();
        foreach (var row in rows.Skip(start))
        {
            if (detector.Decide(row, look ?? new Until(int.MaxValue)).HasKeyword)
                events.Add(detector.NextDecision - 1);
        }
        return events;
    }

    /// <summary>Confirms all before a decision.</summary>
    private sealed class Until(long end) : ISecondLook
    {
        public float PosteriorOf(long decision, int label) => decision < end ? 1 : 0;
    }
}
