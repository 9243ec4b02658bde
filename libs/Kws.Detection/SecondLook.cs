namespace Kws.Detection;

/// <summary>Looks a second time, at more of the audio, where the scores say that a word starts.</summary>
public interface ISecondLook
{
    /// <summary>What a larger network says of a decision. Asked for few decisions, perhaps for several labels of one:
    /// the answer for a decision is best kept until another is asked for.</summary>
    /// <param name="decision">The decision that was just given to the detector.</param>
    /// <param name="label">Index of the label that may start a word there.</param>
    /// <returns>The label's posterior, 0 .. 1; anything else confirms nothing.</returns>
    float PosteriorOf(long decision, int label);
}

/// <summary>When a second look lets a word start. Immutable.</summary>
public sealed class SecondLookRules
{
    /// <summary>Most <see cref="Looks"/>.</summary>
    public const int MaxLooks = 100;

    /// <summary>Threshold of a label that has none of its own: likelier than all else together.</summary>
    public const float DefaultThreshold = 0.5f;

    /// <param name="looks">Decisions of one crossing that may be looked at, 1 .. 100.</param>
    /// <param name="contextDecisions">Decisions before one whose windows begin within the audio that is looked at, 0 or
    /// more: after a start inside a recording, the looks at so many hear too little.</param>
    /// <param name="thresholds">Posterior from which a label is confirmed, above 0, at most 1; labels left out have
    /// <see cref="DefaultThreshold"/>.</param>
    /// <param name="sure">Score from which a label needs no look, above 0; labels left out, and null: always
    /// looked at.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public SecondLookRules(
        int looks, int contextDecisions, IReadOnlyDictionary<string, float> thresholds,
        IReadOnlyDictionary<string, float>? sure = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(looks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(looks, MaxLooks);
        ArgumentOutOfRangeException.ThrowIfNegative(contextDecisions);
        foreach (var (label, threshold) in thresholds)
        {
            if (!(threshold is > 0 and <= 1))
                throw new ArgumentException(
                    $"the verifier's threshold of '{label}' is {threshold}; it must be above 0 and at most 1",
                    nameof(thresholds));
        }
        foreach (var (label, score) in sure ?? new Dictionary<string, float>())
        {
            if (!(score > 0))
                throw new ArgumentException(
                    $"'{label}' needs no look from a score of {score} on; it must be above 0", nameof(sure));
        }
        (Looks, ContextDecisions, Thresholds, Sure) =
            (looks, contextDecisions, thresholds, sure ?? new Dictionary<string, float>());
    }

    public int Looks { get; }

    public int ContextDecisions { get; }

    public IReadOnlyDictionary<string, float> Thresholds { get; }

    public IReadOnlyDictionary<string, float> Sure { get; }

    /// <summary>The score from which a label needs no look; infinite: it is always looked at.</summary>
    public float SureOf(string label) => Sure.GetValueOrDefault(label, float.PositiveInfinity);

    /// <summary>The posterior from which a label is confirmed.</summary>
    public float ThresholdOf(string label) => Thresholds.GetValueOrDefault(label, DefaultThreshold);

    /// <summary>Whether a stream may go over from one to the other: all but the thresholds is equal.</summary>
    public static bool LookAlike(SecondLookRules? one, SecondLookRules? other) =>
        (one?.Looks, one?.ContextDecisions) == (other?.Looks, other?.ContextDecisions);
}
