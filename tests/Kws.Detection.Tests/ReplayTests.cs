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
}
