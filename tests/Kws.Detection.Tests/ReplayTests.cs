using static Kws.Detection.Tests.DetectionFixture;

namespace Kws.Detection.Tests;

/// <summary>A detector started <see cref="DetectionPlan.MemoryDecisions"/> before a decision is in the state of one
/// that never stopped.</summary>
public sealed class ReplayTests
{
    private const int Decisions = 300;

    [Fact]
    public void Detector_RestartedAnywhere_ReportsTheSame()
    {
        for (var seed = 0; seed < 1500; seed++)
        {
            var random = new Random(seed);
            var smoothing = random.Next(1, 6);
            var plan = Plan(smoothing, random.Next(14), threshold: 0.3f + 0.1f * random.Next(7),
                early: random.Next(smoothing + 1), earlyOdds: 1 + random.Next(3));
            var rows = Recording(seed, Decisions);
            var first = random.Next(Decisions);
            var whole = Reports(plan, rows, 0, first);
            var restarted = Reports(plan, rows, Math.Max(0, first - plan.MemoryDecisions), first);
            Assert.True(whole.SequenceEqual(restarted), $"seed {seed}, restarted at {first}");
        }
    }

    [Fact]
    public void Detector_WithASecondLook_RestartedAnywhere_ReportsTheSame()
    {
        int keywords = 0, refused = 0;
        for (var seed = 0; seed < 1500; seed++)
        {
            var random = new Random(seed);
            var smoothing = random.Next(1, 6);
            var rules = new SecondLookRules(random.Next(1, 16), random.Next(12), RandomLook.Thresholds);
            var plan = Plan(smoothing, random.Next(random.Next(1, 14)), threshold: 0.3f + 0.1f * random.Next(7),
                early: random.Next(smoothing + 1), earlyOdds: 1 + random.Next(3), secondLook: rules);
            // Sounds that score high for long, too: what a look said when they began must not matter later.
            var longer = random.Next(1, 20);
            float[][] rows = [.. Recording(seed, Decisions).SelectMany(row => Enumerable.Repeat(row, longer))
                .Take(Decisions)];
            var first = random.Next(Decisions);
            var share = random.NextSingle() * random.NextSingle();
            var whole = Reports(plan, rows, 0, first, new RandomLook(seed, share));
            var start = Math.Max(0, first - plan.MemoryDecisions);
            // What a look heard of the audio before the restart is lost.
            var deafUntil = start == 0 ? 0 : start + rules.ContextDecisions;
            var restarted = Reports(plan, rows, start, first, new RandomLook(seed, share, deafUntil));
            Assert.True(whole.SequenceEqual(restarted), $"seed {seed}, restarted at {first}");
            keywords += whole.Count(report => report.Output.HasKeyword);
            refused += whole.Count(report => report.Refused.Length > 0);
        }
        Assert.True(keywords > 500 && refused > 500, $"{keywords} keywords, {refused} refused");
    }

    [Fact]
    public void Recordings_OfTheProperty_HoldKeywordsAndNearMisses()
    {
        var reports = Enumerable.Range(0, 20)
            .SelectMany(seed => Reports(Plan(), Recording(seed, Decisions), 0, 0)).ToList();
        Assert.InRange(reports.Count(r => r.HasKeyword), 50, 600);
        Assert.InRange(reports.Count(r => r.NearMiss is not null), 20, 600);
    }

    [Fact]
    public void MemoryOfOneDecisionLess_WouldNotDo()
    {
        // The refractory rule is what reaches back farthest: to the words before the epoch that bar its first ones.
        var plan = Plan(smoothing: 1, refractory: 10);
        Assert.Equal(plan.Smoothing.Windows - 1 + plan.GapDecisions + plan.RefractoryDecisions
            + plan.RefractoryEpoch - 1, plan.MemoryDecisions);
    }

    private static List<DetectorOutput> Reports(DetectionPlan plan, float[][] rows, int start, int firstReported)
    {
        var detector = new KeywordDetector(plan, start, firstReported);
        return [.. rows.Skip(start).Select(row => detector.Decide(row))
            .Where(o => o.HasKeyword || o.NearMiss is not null)];
    }

    private static List<(long Decision, DetectorOutput Output, string Refused)> Reports(
        DetectionPlan plan, float[][] rows, int start, int firstReported, ISecondLook looks)
    {
        var detector = new KeywordDetector(plan, start, firstReported);
        var reports = new List<(long, DetectorOutput, string)>();
        foreach (var row in rows.Skip(start))
        {
            var output = detector.Decide(row, looks);
            Add(output);
        }
        for (var i = 0; i < plan.TailDecisions; i++)
            Add(new DetectorOutput(-1, 0, detector.DecideNothingHeard()));
        return reports;

        void Add(DetectorOutput output)
        {
            var refused = string.Join(';', detector.Refused.ToArray());
            if (output.HasKeyword || output.NearMiss is not null || refused.Length > 0)
                reports.Add((detector.NextDecision - 1, output, refused));
        }
    }
}
