using Kws.TrainingOrchestrator.Trials;

namespace Kws.TrainingOrchestrator.Tests.Trials;

public class TrialVerdictTests
{
    private static readonly TrialPolicy s_policy = new(0.2, 10, 100, 0.2, 0.01, true, 10);

    [Theory]
    [InlineData(10, 2, 1, 199, TrialState.Promoted)]
    [InlineData(10, 0, 0, 100, TrialState.Promoted)]
    [InlineData(10, 3, 0, 199, TrialState.Rejected)]
    [InlineData(10, 0, 3, 197, TrialState.Rejected)]
    public void OnCandidate_HeardEnough_FollowsThePolicy(
        double hours, long extra, long missing, long agreed, object state)
    {
        var verdict = TrialVerdict.OnCandidate(s_policy, new TrialEvidence(hours, extra, missing, agreed));

        Assert.Equal(state, verdict!.State);
        Assert.Contains($"{extra} extra", verdict.Reason, StringComparison.Ordinal);
        Assert.Contains($"{missing} of {missing + agreed} missing", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9.9, 0, 0, 500)]
    [InlineData(50, 0, 0, 99)]
    // More than allowed, and it may still be chance.
    [InlineData(1, 2, 0, 50)]
    [InlineData(1, 0, 2, 50)]
    [InlineData(0, 0, 0, 0)]
    public void OnCandidate_HeardTooLittle_Waits(double hours, long extra, long missing, long agreed) =>
        Assert.Null(TrialVerdict.OnCandidate(s_policy, new TrialEvidence(hours, extra, missing, agreed)));

    [Theory]
    [InlineData(1, 8, 0, 10)]
    [InlineData(1, 0, 8, 20)]
    public void OnCandidate_NoDoubtThatItIsWorse_IsRejectedAtOnce(
        double hours, long extra, long missing, long agreed) =>
        Assert.Equal(TrialState.Rejected,
            TrialVerdict.OnCandidate(s_policy, new TrialEvidence(hours, extra, missing, agreed))!.State);

    // What a candidate no worse than allowed does at most, looked at each minute of ten hours: it is hardly ever
    // rejected too early.
    [Fact]
    public void OnCandidate_AtTheLimitAndLookedAtOften_IsSeldomRejectedEarly()
    {
        var random = new Random(1);
        var rejected = 0;
        for (var trial = 0; trial < 200; trial++)
        {
            var extra = 0;
            for (var minute = 1; minute < 600; minute++)
            {
                if (random.NextDouble() < s_policy.MaxExtraPerHour / 60)
                    extra++;
                if (TrialVerdict.OnCandidate(s_policy, new TrialEvidence(minute / 60.0, extra, 0, minute)) is null)
                    continue;
                rejected++;
                break;
            }
        }

        Assert.InRange(rejected, 0, 6);
    }

    [Theory]
    [InlineData(10, 2, TrialState.Kept)]
    [InlineData(10, 3, TrialState.RolledBack)]
    [InlineData(0.5, 8, TrialState.RolledBack)]
    public void OnGuard_OfAlarms_KeepsOrRollsBack(double hours, long extra, object state) =>
        Assert.Equal(state, TrialVerdict.OnGuard(s_policy, new TrialEvidence(hours, extra, 50, 50))!.State);

    [Fact]
    public void OnGuard_FewAlarmsSoFar_WatchesOn() =>
        Assert.Null(TrialVerdict.OnGuard(s_policy, new TrialEvidence(5, 1, 50, 50)));

    [Fact]
    public void Of_Guard_ChangesWhoseDetectionsAreExtra()
    {
        var figures = new TrialFigures { HeardSeconds = 7200, Labels = [new TrialLabel("yes", 5, 3, 1, 0)] };

        Assert.Equal(new TrialEvidence(2, 3, 1, 5), figures.Of(isGuard: false));
        Assert.Equal(new TrialEvidence(2, 1, 3, 5), figures.Of(isGuard: true));
    }

    // 5 of 100 by Clopper and Pearson; quantiles 1.237344 and 17.534546 of chi-squared with 6 and 8 degrees.
    [Fact]
    public void Intervals_AreTheExactOnes()
    {
        var evidence = new TrialEvidence(10, 3, 5, 95);

        Assert.Equal(0.016432, evidence.LeastMissingShare(0.95), 5);
        Assert.Equal(0.061867, evidence.ExtraInterval().Lower, 5);
        Assert.Equal(0.876727, evidence.ExtraInterval().Upper, 5);
    }
}
