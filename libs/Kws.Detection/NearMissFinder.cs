namespace Kws.Detection;

/// <summary>A keyword whose best score stayed below its threshold, or reached it and was refused by the second
/// look.</summary>
/// <param name="Decision">The decision with the best score.</param>
/// <param name="Label">Index of the keyword.</param>
/// <param name="Score">Its score.</param>
/// <param name="Rival">Index of the strongest other label at that decision, of all labels.</param>
/// <param name="RivalScore">Its score.</param>
public readonly record struct NearMissPeak(long Decision, int Label, float Score, int Rival, float RivalScore)
{
    /// <summary>A label at a decision, with the strongest of the others.</summary>
    /// <param name="scores">[labels].</param>
    internal static NearMissPeak Of(long decision, int label, ReadOnlySpan<float> scores)
    {
        var rival = -1;
        for (var i = 0; i < scores.Length; i++)
        {
            if (i != label && (rival < 0 || scores[i] > scores[rival]))
                rival = i;
        }
        return new NearMissPeak(decision, label, scores[label], rival, rival < 0 ? 0 : scores[rival]);
    }
}

/// <summary>
/// Finds peaks of the best keyword's share of its threshold that reach <see cref="DetectionPlan.NearMissShare"/>
/// but not 1, and are the highest within <see cref="DetectionPlan.NearMissReach"/> decisions on both sides.
/// </summary>
/// <remarks>A word that was reported, or refused by the second look, has a share of at least 1 nearby and so hides the
/// slopes beside it.</remarks>
internal sealed class NearMissFinder(DetectionPlan plan)
{
    private readonly int _reach = plan.NearMissReach;
    private readonly Candidate[] _ring = new Candidate[2 * plan.NearMissReach + 1];
    private DetectionPlan _plan = plan;

    private record struct Candidate(long Decision, float Share, NearMissPeak Peak);

    /// <summary>Goes on with other thresholds or keywords; the reach must be the same.</summary>
    public void Adopt(DetectionPlan plan) => _plan = plan;

    /// <summary>Takes the scores of one decision; looks at the decision <see cref="DetectionPlan.NearMissReach"/>
    /// before it.</summary>
    /// <param name="decision">Consecutive.</param>
    /// <param name="scores">[labels]; empty: nothing was heard (the end of a recording).</param>
    public bool Add(long decision, ReadOnlySpan<float> scores, out NearMissPeak peak)
    {
        _ring[decision % _ring.Length] = scores.IsEmpty ? new Candidate(decision, 0, default) : Best(decision, scores);
        peak = default;
        var at = decision - _reach;
        if (at < 0)
            return false;
        ref readonly var candidate = ref _ring[at % _ring.Length];
        if (candidate.Decision != at || !(candidate.Share >= _plan.NearMissShare) || candidate.Share >= 1
            || candidate.Share == 0)
            return false;
        for (var other = Math.Max(0, at - _reach); other <= decision; other++)
        {
            ref readonly var rival = ref _ring[other % _ring.Length];
            // Of equal peaks the first counts. Slots of before the start hold an older decision and no share.
            if (other != at && rival.Decision == other
                && (other < at ? rival.Share >= candidate.Share : rival.Share > candidate.Share))
                return false;
        }
        peak = candidate.Peak;
        return true;
    }

    private Candidate Best(long decision, ReadOnlySpan<float> scores)
    {
        var label = -1;
        var share = 0f;
        foreach (var keyword in _plan.Keywords)
        {
            var s = scores[keyword] / _plan.Threshold(keyword);
            if (s > share)
                (label, share) = (keyword, s);
        }
        if (label < 0)
            return new Candidate(decision, 0, default);
        return new Candidate(decision, share, NearMissPeak.Of(decision, label, scores));
    }
}
