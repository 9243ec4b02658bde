namespace Kws.Detection;

/// <summary>Which crossings a second look confirmed, and which it refused whole. Not thread-safe.</summary>
/// <remarks>
/// A crossing is looked at decision by decision, each time that its score crosses, until a look confirms it or
/// <see cref="SecondLookRules.Looks"/> are used up. What the other rules would say of the start plays no part: so the
/// state depends on the crossing alone, and is the same after a replay that has seen the crossing begin.
/// </remarks>
internal sealed class CrossingLooks(DetectionPlan plan)
{
    private readonly Crossing[] _crossings = new Crossing[plan.Labels.Count];
    // A crossing may be refused at the decision after whose gap the last one was.
    private readonly NearMissPeak[] _refused = new NearMissPeak[2 * plan.Labels.Count];
    private DetectionPlan _plan = plan;
    private int _refusedCount;

    private struct Crossing
    {
        public bool IsOpen;
        public long Last;
        public int Looks;
        public NearMissPeak Best;
    }

    /// <summary>The best look of each crossing that turned out to be refused whole at the last decision.</summary>
    public ReadOnlySpan<NearMissPeak> Refused => _refused.AsSpan(0, _refusedCount);

    public void Adopt(DetectionPlan plan) => _plan = plan;

    /// <summary>Begins a decision: crossings that ended unconfirmed are refused.</summary>
    public void Begin(long decision)
    {
        _refusedCount = 0;
        for (var label = 0; label < _crossings.Length; label++)
        {
            ref var crossing = ref _crossings[label];
            if (crossing.IsOpen && decision - crossing.Last > _plan.GapDecisions)
                Refuse(ref crossing);
        }
    }

    /// <summary>Nothing of the last decision is told.</summary>
    public void Forget() => _refusedCount = 0;

    /// <summary>Looks at a label whose score crosses its threshold, unless the score is enough.</summary>
    /// <param name="rules">Of the looks.</param>
    /// <param name="decision">The present one.</param>
    /// <param name="label">The label.</param>
    /// <param name="begins">Whether the crossing begins here.</param>
    /// <param name="scores">[labels].</param>
    /// <param name="secondLook">Who looks.</param>
    /// <returns>Whether the word starts here.</returns>
    public bool Confirms(
        SecondLookRules rules, long decision, int label, bool begins, ReadOnlySpan<float> scores,
            ISecondLook secondLook)
    {
        ref var crossing = ref _crossings[label];
        if (begins)
        {
            // One that still waited for its word when another began.
            if (crossing is { IsOpen: true, Looks: > 0 })
                Refuse(ref crossing);
            crossing = new Crossing { IsOpen = true };
        }
        crossing.Last = decision;
        if (!crossing.IsOpen)
            return false;
        if (scores[label] >= _plan.SureScore(label)
            || secondLook.PosteriorOf(decision, label) >= _plan.SecondThreshold(label))
        {
            crossing.IsOpen = false;
            return true;
        }
        if (crossing.Looks == 0 || scores[label] > crossing.Best.Score)
            crossing.Best = NearMissPeak.Of(decision, label, scores);
        if (++crossing.Looks >= rules.Looks)
            Refuse(ref crossing);
        return false;
    }

    private void Refuse(ref Crossing crossing)
    {
        crossing.IsOpen = false;
        _refused[_refusedCount++] = crossing.Best;
    }
}
