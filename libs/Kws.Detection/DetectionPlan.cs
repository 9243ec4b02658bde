namespace Kws.Detection;

/// <summary>Everything that turns a row of posteriors into detections; immutable, one per session and model.</summary>
/// <remarks>
/// Every rule looks back a fixed number of decisions (<see cref="MemoryDecisions"/>) and no further. That is
/// what makes a replay exact: a detector started that far back reaches the same state as one that never stopped.
/// </remarks>
public sealed class DetectionPlan
{
    /// <summary>Labels that are never reported: they stand for everything that is not a keyword.</summary>
    public static readonly IReadOnlyList<string> Fillers = ["silence", "unknown"];

    private readonly float[] _thresholds;
    private readonly float[] _secondThresholds;
    private readonly float[] _sureScores;
    private readonly int[] _keywords;

    /// <param name="labels">The model's labels, in the order of its posteriors.</param>
    /// <param name="thresholds">Threshold by keyword, 0 &lt; t &lt;= 1. Labels that are absent are not
    /// reported.</param>
    /// <param name="smoothing">How posteriors become scores.</param>
    /// <param name="refractoryDecisions">Decisions after an event in which the same label has no other, 0 or
    /// more.</param>
    /// <param name="nearMissShare">Share of the threshold from which a peak is a near miss, 0 .. 1. One: no near
    /// misses.</param>
    /// <param name="secondLook">When a second look lets a word start; null: every crossing does.</param>
    /// <exception cref="ArgumentException">A label of <paramref name="thresholds"/> is unknown or a filler, or a number
    /// is out of range.</exception>
    public DetectionPlan(
        IReadOnlyList<string> labels,
        IReadOnlyDictionary<string, float> thresholds,
        Smoothing smoothing,
        int refractoryDecisions,
        float nearMissShare,
        SecondLookRules? secondLook = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(smoothing.Windows, nameof(smoothing));
        ArgumentOutOfRangeException.ThrowIfNegative(refractoryDecisions);
        if (!(nearMissShare is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(nearMissShare), nearMissShare, "must be 0 .. 1");
        Labels = labels;
        Smoothing = smoothing;
        RefractoryDecisions = refractoryDecisions;
        NearMissShare = nearMissShare;
        SecondLook = secondLook;
        _thresholds = new float[labels.Count];
        foreach (var (label, threshold) in thresholds)
        {
            var index = IndexOfKeyword(label);
            if (!(threshold is > 0 and <= 1))
                throw new ArgumentException(
                    $"the threshold of '{label}' is {threshold}; it must be above 0 and at most 1", nameof(thresholds));
            _thresholds[index] = threshold;
        }
        _secondThresholds = secondLook is null ? [] : [.. labels.Select(secondLook.ThresholdOf)];
        _sureScores = secondLook is null ? [] : [.. labels.Select(secondLook.SureOf)];
        _keywords = [.. Enumerable.Range(0, labels.Count).Where(i => _thresholds[i] > 0)];
    }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>Indices of the labels that are reported.</summary>
    public ReadOnlySpan<int> Keywords => _keywords;

    public Smoothing Smoothing { get; }

    public int RefractoryDecisions { get; }

    public float NearMissShare { get; }

    /// <summary>When a second look lets a word start; null: every crossing does.</summary>
    public SecondLookRules? SecondLook { get; }

    /// <summary>
    /// Decisions below the threshold that end a word: as many as the shortest mean has, so that the same word said
    /// again soon is another one. A word that a bad window splits is held together by the refractory period.
    /// </summary>
    public int GapDecisions => Smoothing.EarlyWindows > 0 ? Smoothing.EarlyWindows : Smoothing.Windows;

    /// <summary>
    /// Decisions after the start of a word in which no other label starts one: while a word slides into the
    /// window the model may change its mind.
    /// </summary>
    public int RivalRefractoryDecisions => Math.Min(4, RefractoryDecisions);

    /// <summary>
    /// Decisions, counted from the begin of the recording, within which events bar later words of their label; what
    /// lies before bars them whether it was an event or not. So a word that is repeated for ever is an event at least
    /// once in each, and nothing before the last one matters.
    /// </summary>
    public int RefractoryEpoch => Math.Max(1, 2 * RefractoryDecisions);

    /// <summary>A near miss is the best score among so many decisions before and after it.</summary>
    public int NearMissReach => Math.Clamp(RefractoryDecisions / 2, 3, 20);

    /// <summary>Decisions, from the last one before which nothing is known, after which it is known of every crossing
    /// whether it started a word: a gap, and with a second look one for each look.</summary>
    private int StartDecisions => GapDecisions * (SecondLook?.Looks ?? 1);

    /// <summary>How many decisions before the present one a near miss may lie.</summary>
    public int NearMissDelay =>
        SecondLook is null ? NearMissReach : Math.Max(NearMissReach, StartDecisions + 1);

    /// <summary>Decisions after the end of a recording in which a near miss may still come out.</summary>
    public int TailDecisions => SecondLook is null ? NearMissReach : Math.Max(NearMissReach, GapDecisions + 1);

    /// <summary>Decisions before one that can influence what it reports.</summary>
    /// <remarks>Before the first of <see cref="Smoothing"/>'s rows, or of the frames that a second look hears, nothing
    /// is right; a crossing of then may be thought to begin, to go on or to have been looked at differently, which ends
    /// within <see cref="StartDecisions"/>; what starts or does not start until then bars others for the refractory
    /// period, and those others again, but not beyond the next epoch.</remarks>
    public int MemoryDecisions => SecondLook is null
        ? Smoothing.Windows - 1 + Math.Max(
            StartDecisions + RefractoryDecisions + RefractoryEpoch - 1, 2 * NearMissReach)
        // One more: a crossing that ended unconfirmed is told a decision later.
        : Math.Max(Math.Max(Smoothing.Windows - 1, PosteriorRises.LowDecisions), SecondLook.ContextDecisions)
            + Math.Max(StartDecisions + RefractoryDecisions + RefractoryEpoch, 2 * NearMissReach);

    /// <summary>The score at which the label is reported; 0 for labels that are not reported.</summary>
    public float Threshold(int label) => _thresholds[label];

    /// <summary>The posterior from which the second look confirms the label; only with a
    /// <see cref="SecondLook"/>.</summary>
    public float SecondThreshold(int label) => _secondThresholds[label];

    /// <summary>The score from which a label starts a word without a second look; only with a
    /// <see cref="SecondLook"/>.</summary>
    public float SureScore(int label) => _sureScores[label];

    /// <summary>Whether a second look has a say in the label.</summary>
    public bool IsLookedAt(int label) => SecondLook is not null && _sureScores[label] > _thresholds[label];

    /// <summary>Whether a detector may go over from one to the other: all but the thresholds, the keywords and the near
    /// misses' share is equal.</summary>
    public bool DecidesAlike(DetectionPlan other) =>
        Labels.SequenceEqual(other.Labels)
        && (Smoothing, RefractoryDecisions) == (other.Smoothing, other.RefractoryDecisions)
        && SecondLookRules.LookAlike(SecondLook, other.SecondLook);

    private int IndexOfKeyword(string label)
    {
        for (var i = 0; i < Labels.Count; i++)
        {
            if (Labels[i] == label && !Fillers.Contains(label))
                return i;
        }
        throw new ArgumentException(
            $"'{label}' is no keyword of the model; it has {string.Join(", ", Labels.Except(Fillers))}", nameof(label));
    }
}
