using System.Globalization;

namespace Kws.TrainingOrchestrator.Trials;

/// <summary>What a policy says of a trial's figures.</summary>
/// <param name="State">How it ends.</param>
/// <param name="Reason">With the figures, for people.</param>
internal sealed record TrialVerdict(TrialState State, string Reason)
{
    // It is looked at thousands of times: a bad one is ended early only when there is no doubt.
    private const double NoDoubt = 0.999;

    /// <summary>The verdict on a candidate; null: it listens on.</summary>
    public static TrialVerdict? OnCandidate(TrialPolicy policy, TrialEvidence evidence)
    {
        var isHeard = evidence.Hours >= policy.Hours && evidence.Words >= policy.Words;
        var tooMany = TooManyExtra(policy, evidence, isHeard);
        var tooFew = isHeard
            ? evidence.MissingShare > policy.MaxMissingShare
            : evidence.LeastMissingShare(NoDoubt) > policy.MaxMissingShare;
        if (tooMany || tooFew)
            return new TrialVerdict(TrialState.Rejected, Told(policy, evidence));
        return isHeard ? new TrialVerdict(TrialState.Promoted, Told(policy, evidence)) : null;
    }

    /// <summary>The verdict on a new champion that its predecessor listens beside; null: it is watched on.</summary>
    public static TrialVerdict? OnGuard(TrialPolicy policy, TrialEvidence evidence)
    {
        var isHeard = evidence.Hours >= policy.GuardHours;
        if (TooManyExtra(policy, evidence, isHeard))
            return new TrialVerdict(TrialState.RolledBack, Told(policy, evidence));
        return isHeard ? new TrialVerdict(TrialState.Kept, Told(policy, evidence)) : null;
    }

    private static bool TooManyExtra(TrialPolicy policy, TrialEvidence evidence, bool isHeard) => isHeard
        ? evidence.ExtraPerHour > policy.MaxExtraPerHour
        : evidence.ExtraInterval(NoDoubt).Lower > policy.MaxExtraPerHour;

    private static string Told(TrialPolicy policy, TrialEvidence evidence)
    {
        var (lower, upper) = evidence.ExtraInterval();
        var missing = evidence.Words == 0
            ? "nothing to miss"
            : string.Create(CultureInfo.InvariantCulture,
                $"{evidence.Missing} of {evidence.Words} missing ({evidence.MissingShare:P2})");
        return string.Create(CultureInfo.InvariantCulture,
            $"{evidence.Hours:0.###} h heard: {evidence.Extra} extra, {evidence.ExtraPerHour:0.###} an hour "
            + $"(95 %: {lower:0.###} to {upper:0.###}; at most {policy.MaxExtraPerHour:0.###}), "
            + $"{missing}, at most {policy.MaxMissingShare:P2}");
    }
}
