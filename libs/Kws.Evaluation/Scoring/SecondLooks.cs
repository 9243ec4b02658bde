using Kws.Detection;

namespace Kws.Evaluation;

/// <summary>What the verifier says of a recording wherever it may ever be asked, found once: so that thresholds of both
/// networks can be tried without running either. Immutable.</summary>
/// <param name="floor">Score that any keyword must have reached at a decision to be looked at.</param>
/// <param name="smoothing">How posteriors became those scores.</param>
/// <param name="decisions">The decisions that were looked at, ascending.</param>
/// <param name="posteriors">The verifier's, row-major [decisions looked at, labels].</param>
public sealed class SecondLooks(float floor, Smoothing smoothing, int[] decisions, float[] posteriors) : ISecondLook
{
    /// <summary>Score below which no threshold is tried. A posterior of less does not say more than that another word
    /// is likelier.</summary>
    public const float LowestThreshold = 0.3f;

    private readonly int _labels = decisions.Length == 0 ? 0 : posteriors.Length / decisions.Length;

    /// <summary>The lowest threshold for which all is known.</summary>
    public float Floor => floor;

    /// <summary>How posteriors became the scores that are compared with it.</summary>
    public Smoothing Smoothing => smoothing;

    /// <summary>Decisions that were looked at.</summary>
    public int Count => decisions.Length;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No score reached <see cref="Floor"/> at the decision.</exception>
    public float PosteriorOf(long decision, int label)
    {
        var at = Array.BinarySearch(decisions, (int)decision);
        return at >= 0
            ? posteriors[(at * _labels) + label]
            : throw new InvalidOperationException(
                $"decision {decision} was not looked at; expected a score of {floor} or more there");
    }
}
