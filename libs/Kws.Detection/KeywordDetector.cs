namespace Kws.Detection;

/// <summary>What one decision reports.</summary>
/// <param name="Label">Index of the keyword that was spoken; -1: none.</param>
/// <param name="Confidence">Its score.</param>
/// <param name="NearMiss">A near miss that is certain now; null: none.</param>
public readonly record struct DetectorOutput(int Label, float Confidence, NearMissPeak? NearMiss)
{
    public bool HasKeyword => Label >= 0;
}

/// <summary>Turns the posteriors of consecutive decisions of one stream into one event a spoken word.</summary>
/// <remarks>
/// posteriors -> scores (<see cref="DetectionPlan.Smoothing"/>) -> at or above the threshold ("crossing")
/// -> a crossing after <see cref="DetectionPlan.GapDecisions"/> without one starts a word -> reported, unless
/// the same label was reported within the refractory period or another label just started a word.
/// With a <see cref="DetectionPlan.SecondLook"/> a crossing starts a word at the first of its decisions that the look
/// confirms; what it refuses leaves no trace, as if the score had not crossed there, but that the looks of one crossing
/// are counted. The look is asked before the other rules, so that what they say does not change what it hears. It also
/// tells a word from the same one said again before the score has fallen: a crossing begins anew when the posterior
/// itself rises (<see cref="PosteriorRises"/>).
/// A word before the present <see cref="DetectionPlan.RefractoryEpoch"/> counts as reported: so the rule needs no
/// memory of words before that, and a word repeated faster than the period is reported at least once in two periods.
/// </remarks>
public sealed class KeywordDetector
{
    private const long Never = long.MinValue / 2;
    private DetectionPlan _plan;
    private readonly PosteriorSmoother _smoother;
    private readonly NearMissFinder _nearMisses;
    private readonly CrossingLooks? _looks;
    private readonly PosteriorRises? _rises;
    private readonly long _firstReported;
    private readonly long[] _lastCrossing;
    private readonly long[] _lastStart;
    private readonly long[] _lastBarring;

    /// <param name="plan">The rules.</param>
    /// <param name="firstDecision">Number of the first decision that will be given, 0 or more.</param>
    /// <param name="firstReported">
    /// Decisions before this one only bring the detector into the state it would have had; nothing is reported
    /// for them. At least <see cref="DetectionPlan.MemoryDecisions"/> after <paramref name="firstDecision"/>
    /// unless the recording itself begins there.
    /// </param>
    public KeywordDetector(DetectionPlan plan, long firstDecision, long firstReported)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstDecision);
        _plan = plan;
        NextDecision = firstDecision;
        _firstReported = firstReported;
        _smoother = new PosteriorSmoother(plan.Labels.Count, plan.Smoothing);
        _nearMisses = new NearMissFinder(plan);
        _looks = plan.SecondLook is null ? null : new CrossingLooks(plan);
        _rises = plan.SecondLook is null ? null : new PosteriorRises(plan.Labels.Count);
        _lastCrossing = new long[plan.Labels.Count];
        _lastStart = new long[plan.Labels.Count];
        _lastBarring = new long[plan.Labels.Count];
        Array.Fill(_lastBarring, Never);
        Array.Fill(_lastCrossing, Never);
        Array.Fill(_lastStart, Never);
    }

    /// <summary>The decision that <see cref="Decide"/> takes next.</summary>
    public long NextDecision { get; private set; }

    /// <summary>Scores of the last decision, [labels]. Valid until the next <see cref="Decide"/>.</summary>
    public ReadOnlySpan<float> Scores => _smoother.Score;

    /// <summary>Crossings that the second look refused whole, each once, when its looks are used up or it has ended;
    /// each by the best of its looks, whose score is at or above the threshold. Valid until the next
    /// <see cref="Decide"/>.</summary>
    public ReadOnlySpan<NearMissPeak> Refused => _looks is null ? [] : _looks.Refused;

    /// <summary>Takes the posteriors of <see cref="NextDecision"/>. Allocates nothing.</summary>
    /// <param name="posteriors">[labels].</param>
    /// <param name="secondLook">Looks at this decision if need be; may be null while the plan wants none.</param>
    public DetectorOutput Decide(ReadOnlySpan<float> posteriors, ISecondLook? secondLook = null)
    {
        if (_looks is not null)
            ArgumentNullException.ThrowIfNull(secondLook);
        var decision = NextDecision++;
        _smoother.Add(posteriors);
        _rises?.Add(decision, posteriors);
        _looks?.Begin(decision);
        var label = FindStart(decision, secondLook);
        NearMissPeak? miss = _nearMisses.Add(decision, _smoother.Score, out var peak) ? peak : null;
        if (decision < _firstReported)
        {
            _looks?.Forget();
            return new DetectorOutput(-1, 0, null);
        }
        return new DetectorOutput(label, label < 0 ? 0 : _smoother.Score[label], miss);
    }

    /// <summary>
    /// Advances past the end of the recording without posteriors, so that a near miss shortly before the end
    /// is still found, and a crossing that went on until then is <see cref="Refused"/>. Call it
    /// <see cref="DetectionPlan.TailDecisions"/> times.
    /// </summary>
    public NearMissPeak? DecideNothingHeard()
    {
        var decision = NextDecision++;
        _looks?.Begin(decision);
        if (decision < _firstReported)
            _looks?.Forget();
        return _nearMisses.Add(decision, [], out var peak) && decision >= _firstReported ? peak : null;
    }

    /// <summary>Goes on with other thresholds or keywords from the next decision on; what was heard is kept.</summary>
    /// <exception cref="ArgumentException">The plan has other labels or looks back differently.</exception>
    public void Adopt(DetectionPlan plan)
    {
        if (!plan.DecidesAlike(_plan))
            throw new ArgumentException(
                "the plan has other labels, smoothing, refractory period or second looks", nameof(plan));
        _plan = plan;
        _looks?.Adopt(plan);
        _nearMisses.Adopt(plan);
    }

    private int FindStart(long decision, ISecondLook? secondLook)
    {
        var scores = _smoother.Score;
        var best = -1;
        if (decision % _plan.RefractoryEpoch == 0)
            _lastStart.CopyTo(_lastBarring);
        foreach (var label in _plan.Keywords)
        {
            if (!(scores[label] >= _plan.Threshold(label)))
                continue;
            var starts = decision - _lastCrossing[label] > _plan.GapDecisions
                || (_plan.IsLookedAt(label) && _rises!.LastOf(label) > _lastCrossing[label]);
            _lastCrossing[label] = decision;
            if (_looks is not null)
                starts = _looks.Confirms(_plan.SecondLook!, decision, label, starts, scores, secondLook!);
            if (starts && IsFree(label, decision) && (best < 0 || scores[label] > scores[best]))
                best = label;
            if (starts)
                _lastStart[label] = decision;
        }
        if (best >= 0)
            _lastBarring[best] = decision;
        return best;
    }

    private bool IsFree(int label, long decision)
    {
        if (decision - _lastBarring[label] < _plan.RefractoryDecisions)
            return false;
        foreach (var other in _plan.Keywords)
        {
            var since = decision - _lastStart[other];
            // Starts of this very decision compete by score instead.
            if (other != label && since > 0 && since < _plan.RivalRefractoryDecisions)
                return false;
        }
        return true;
    }
}
