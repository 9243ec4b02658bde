using static Kws.Detection.Tests.DetectionFixture;

namespace Kws.Detection.Tests;

public sealed class NearMissTests
{
    private static List<NearMissPeak> NearMisses(DetectionPlan plan, IEnumerable<float[]> rows)
    {
        var detector = new KeywordDetector(plan, 0, 0);
        var found = rows.Select(row => detector.Decide(row).NearMiss).ToList();
        for (var i = 0; i < plan.NearMissReach; i++)
            found.Add(detector.DecideNothingHeard());
        return [.. found.OfType<NearMissPeak>()];
    }

    private static IEnumerable<float[]> Bump(string label, float peak) =>
        new[] { 0.3f, 0.7f, 1f, 0.7f, 0.3f }.Select(share => Row(label, share * peak));

    private static IEnumerable<float[]> Quiet(int count) => Enumerable.Repeat(Row("silence", 1), count);

    [Fact]
    public void PeakBelowTheThreshold_IsOneNearMissWithItsRival()
    {
        var miss = Assert.Single(NearMisses(Plan(smoothing: 1), Quiet(8).Concat(Bump("yes", 0.7f)).Concat(Quiet(20))));
        Assert.Equal((10L, "yes", "silence"), (miss.Decision, Labels[miss.Label], Labels[miss.Rival]));
        Assert.Equal((0.7f, 0.3f), (miss.Score, MathF.Round(miss.RivalScore, 3)));
    }

    [Fact]
    public void PeakBelowTheShare_IsNone() =>
        Assert.Empty(NearMisses(Plan(smoothing: 1), Quiet(8).Concat(Bump("yes", 0.4f)).Concat(Quiet(20))));

    [Fact]
    public void ReportedWord_IsNoNearMissBesides() =>
        Assert.Empty(NearMisses(Plan(smoothing: 1), Quiet(8).Concat(Bump("yes", 0.95f)).Concat(Quiet(20))));

    [Fact]
    public void PeakAtTheEndOfTheRecording_IsFoundAfterTheEnd() =>
        Assert.Single(NearMisses(Plan(smoothing: 1), Quiet(8).Concat(Bump("yes", 0.7f).Take(3))));

    [Fact]
    public void FlatPeak_CountsOnce() =>
        Assert.Single(
            NearMisses(Plan(smoothing: 1), Quiet(8).Concat(Enumerable.Repeat(Row("no", 0.6f), 4)).Concat(Quiet(20))));

    [Fact]
    public void ShareOfOne_TurnsThemOff() =>
        Assert.Empty(
            NearMisses(Plan(smoothing: 1, nearMissShare: 1), Quiet(8).Concat(Bump("yes", 0.79f)).Concat(Quiet(20))));
}
