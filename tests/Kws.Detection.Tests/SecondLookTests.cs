using static Kws.Detection.Tests.DetectionFixture;

namespace Kws.Detection.Tests;

/// <summary>What a second look lets through, and what its refusals leave behind.</summary>
public sealed class SecondLookTests
{
    private const int Yes = 2;
    private const int No = 3;

    private static readonly Dictionary<string, float> s_thresholds = new() { ["yes"] = 0.6f };

    [Fact]
    public void Start_Confirmed_IsReportedWithTheFirstScore()
    {
        var heard = Hear(Plan(), Word("yes", 6), new Script((_, _) => 0.7f));
        Assert.Equal([(5L, "yes", 0.9f)], heard.Keywords);
        Assert.Empty(heard.Refused);
    }

    [Fact]
    public void Start_AtAScoreThatIsSure_IsReportedUnseen()
    {
        var script = new Script((_, _) => 0);
        var rules = new SecondLookRules(6, 4, s_thresholds, new Dictionary<string, float> { ["yes"] = 0.85f });
        var plan = DetectionFixture.Plan(smoothing: 1, threshold: 0.5f, secondLook: rules);
        float[][] rows = [.. Quiet(5), .. Rows("yes", 2, 0.6f), .. Rows("yes", 2, 0.9f), .. Quiet(10)];
        var heard = Hear(plan, rows, script);
        Assert.Equal([(7L, "yes", 0.9f)], heard.Keywords);
        Assert.Equal([(5L, Yes), (6L, Yes)], script.Asked);
        Assert.Empty(heard.Refused);
    }

    [Fact]
    public void Start_Refused_IsTriedAgainAtTheNextDecisionsUntilConfirmed()
    {
        var script = new Script((decision, _) => decision < 8 ? 0.59f : 0.6f);
        var heard = Hear(Plan(), Word("yes", 6), script);
        Assert.Equal([(8L, "yes", 0.9f)], heard.Keywords);
        Assert.Equal([(5L, Yes), (6L, Yes), (7L, Yes), (8L, Yes)], script.Asked);
        Assert.Empty(heard.Refused);
    }

    [Fact]
    public void Crossing_RefusedAtEveryLook_IsRefusedOnceByItsBestLook()
    {
        float[][] rows =
            [.. Quiet(5), .. Rows("yes", 2, 0.85f), .. Rows("yes", 1, 0.95f), .. Rows("yes", 5, 0.9f), .. Quiet(10)];
        var script = new Script((_, _) => 0.1f);
        var heard = Hear(Plan(looks: 4), rows, script);
        Assert.Empty(heard.Keywords);
        Assert.Equal(4, script.Asked.Count);
        var best = Assert.Single(heard.Refused);
        Assert.Equal((7L, Yes, 0.95f), (best.Decision, best.Label, best.Score));
    }

    [Fact]
    public void Crossing_OfMoreDecisionsThanLooks_IsRefusedWhole()
    {
        // The look would confirm the fourth decision, and is not asked any more.
        var script = new Script((decision, _) => decision >= 8 ? 1 : 0);
        var heard = Hear(Plan(looks: 3), Word("yes", 12), script);
        Assert.Empty(heard.Keywords);
        Assert.Equal([5L, 6L, 7L], script.Asked.Select(asked => asked.Decision));
        var refused = Assert.Single(heard.Refused);
        Assert.Equal((5L, Yes, 0.9f), (refused.Decision, refused.Label, refused.Score));
    }

    [Fact]
    public void Crossing_ThatEndsBeforeItsLooksDo_IsRefusedAfterTheGap()
    {
        var plan = Plan(looks: 10);
        var detector = new KeywordDetector(plan, 0, 0);
        var script = new Script((_, _) => 0);
        var told = new List<long>();
        foreach (var row in Word("yes", 4))
        {
            detector.Decide(row, script);
            if (!detector.Refused.IsEmpty)
                told.Add(detector.NextDecision - 1);
        }
        Assert.Equal([8L + plan.GapDecisions + 1], told);
    }

    [Fact]
    public void Crossing_AtTheEndOfARecording_IsRefusedAfterIt() =>
        Assert.Single(Hear(Plan(looks: 10), Word("yes", 4)[..9], new Script((_, _) => 0)).Refused);

    [Fact]
    public void NextCrossing_AfterARefusedOne_HasItsOwnLooks()
    {
        var script = new Script((decision, _) => decision > 20 ? 1 : 0);
        var heard = Hear(Plan(looks: 2), [.. Word("yes", 4), .. Word("yes", 4)], script);
        Assert.Equal(["yes"], heard.Keywords.Select(keyword => keyword.Label));
        Assert.Single(heard.Refused);
    }

    [Fact]
    public void RefusedStart_BarsNeitherItsLabelNorAnother()
    {
        // Refused, a gap, then confirmed well within the refractory period of the first.
        var plan = Plan(refractory: 40);
        var script = new Script((decision, _) => decision > 10 ? 1 : 0);
        float[][] rows = [.. Word("yes", 4)[..12], .. Word("yes", 4)];
        Assert.Single(Hear(plan, rows, script).Keywords);
        // Another label two decisions after a refused one.
        float[][] rivals = [.. Quiet(5), .. Rows("yes", 2), .. Rows("no", 6), .. Quiet(10)];
        Assert.Equal([(7L, "no")],
            Hear(Plan(refractory: 40), rivals, new Script((_, label) => label == No ? 1 : 0)).Keywords
                .Select(keyword => (keyword.Decision, keyword.Label)));
    }

    [Fact]
    public void ConfirmedStart_BarsItsLabelForTheRefractoryPeriod()
    {
        float[][] twice = [.. Word("yes", 4)[..12], .. Word("yes", 4)];
        Assert.Single(Hear(Plan(refractory: 20), twice, new Script((_, _) => 1)).Keywords);
        Assert.Equal(2, Hear(Plan(refractory: 10), twice, new Script((_, _) => 1)).Keywords.Count);
    }

    [Fact]
    public void StrongerLabelRefused_TheWeakerIsReported()
    {
        var plan = Plan(threshold: 0.4f);
        float[][] rows = [.. Enumerable.Repeat(new float[] { 0, 0, 0.55f, 0.45f, 0 }, 5)];
        var heard = Hear(plan, rows, new Script((_, label) => label == No ? 1 : 0));
        Assert.Equal([(0L, "no")], heard.Keywords.Select(keyword => (keyword.Decision, keyword.Label)));
    }

    [Fact]
    public void Look_AtNoNumber_ConfirmsNothing() =>
        Assert.Empty(Hear(Plan(), Word("yes", 6), new Script((_, _) => float.NaN)).Keywords);

    [Fact]
    public void LabelWithoutAThreshold_IsConfirmedFromAHalf()
    {
        Assert.Single(Hear(Plan(), Word("no", 6), new Script((_, _) => 0.5f)).Keywords);
        Assert.Empty(Hear(Plan(), Word("no", 6), new Script((_, _) => 0.49f)).Keywords);
    }

    [Fact]
    public void Detector_WithoutALook_AsksForNone()
    {
        var script = new Script((_, _) => 0);
        Assert.Single(Hear(DetectionFixture.Plan(smoothing: 1), Word("yes", 6), script).Keywords);
        Assert.Empty(script.Asked);
    }

    [Fact]
    public void Decide_WithoutTheLookThatThePlanWants_Throws() =>
        Assert.Throws<ArgumentNullException>(() => new KeywordDetector(Plan(), 0, 0).Decide(Row("yes", 1)));

    [Fact]
    public void Adopt_OtherLooks_IsRefused()
    {
        var detector = new KeywordDetector(Plan(looks: 3), 0, 0);
        detector.Adopt(DetectionFixture.Plan(smoothing: 1, threshold: 0.3f,
            secondLook: new SecondLookRules(3, 4, new Dictionary<string, float>())));
        Assert.Throws<ArgumentException>(() => detector.Adopt(Plan(looks: 4)));
        Assert.Throws<ArgumentException>(() => detector.Adopt(DetectionFixture.Plan(smoothing: 1)));
    }

    [Theory]
    [InlineData(0, 0, 0.5f)]
    [InlineData(101, 0, 0.5f)]
    [InlineData(1, -1, 0.5f)]
    [InlineData(1, 0, 0f)]
    [InlineData(1, 0, 1.5f)]
    [InlineData(1, 0, float.NaN)]
    public void Rules_OutOfRange_AreRefused(int looks, int context, float threshold) =>
        Assert.ThrowsAny<ArgumentException>(() =>
            new SecondLookRules(looks, context, new Dictionary<string, float> { ["yes"] = threshold }));

    [Fact]
    public void Deciding_WithASecondLook_AllocatesNothing()
    {
        var detector = new KeywordDetector(Plan(looks: 2), 0, 0);
        var rows = Recording(1, 400);
        var look = new Deaf();
        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            foreach (var row in rows)
                detector.Decide(row, look);
        }));
    }

    private static DetectionPlan Plan(int looks = 6, int refractory = 10, float threshold = 0.8f) =>
        DetectionFixture.Plan(smoothing: 1, refractory: refractory, threshold: threshold,
            secondLook: new SecondLookRules(looks, 4, s_thresholds));

    private static (List<(long Decision, string Label, float Score)> Keywords, List<NearMissPeak> Refused) Hear(
        DetectionPlan plan, float[][] rows, ISecondLook look)
    {
        var detector = new KeywordDetector(plan, 0, 0);
        var keywords = new List<(long, string, float)>();
        var refused = new List<NearMissPeak>();
        foreach (var row in rows)
        {
            var output = detector.Decide(row, look);
            if (output.HasKeyword)
                keywords.Add((detector.NextDecision - 1, Labels[output.Label], output.Confidence));
            refused.AddRange(detector.Refused.ToArray());
        }
        for (var i = 0; i < plan.TailDecisions; i++)
        {
            detector.DecideNothingHeard();
            refused.AddRange(detector.Refused.ToArray());
        }
        return (keywords, refused);
    }

    // Five decisions of quiet, the word, ten of quiet.
    private static float[][] Word(string label, int decisions, float score = 0.9f) =>
        [.. Quiet(5), .. Rows(label, decisions, score), .. Quiet(10)];

    private static IEnumerable<float[]> Rows(string label, int count, float score = 0.9f) =>
        Enumerable.Repeat(Row(label, score), count);

    private static IEnumerable<float[]> Quiet(int count) => Rows("unknown", count, 1);

    private sealed class Script(Func<long, int, float> answer) : ISecondLook
    {
        public List<(long Decision, int Label)> Asked { get; } = [];

        public float PosteriorOf(long decision, int label)
        {
            Asked.Add((decision, label));
            return answer(decision, label);
        }
    }

    private sealed class Deaf : ISecondLook
    {
        public float PosteriorOf(long decision, int label) => 0;
    }
}
