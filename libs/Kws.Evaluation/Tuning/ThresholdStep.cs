namespace Kws.Evaluation;

/// <summary>Which of a label's two thresholds.</summary>
internal enum ThresholdGrid
{
    /// <summary>Of the score.</summary>
    First,

    /// <summary>Of the verifier's posterior.</summary>
    Second,
}

/// <summary>A pair of thresholds on their grids: equal steps in log-odds, since posteriors crowd near 1, where a step
/// of 0.01 is a large one.</summary>
/// <param name="First">The score's threshold is 1 / (1 + e^(0.4 - 0.2 First)).</param>
/// <param name="Second">The verifier's is 1 / (1 + e^(3 - 0.25 Second)).</param>
internal readonly record struct ThresholdStep(int First, int Second)
{
    /// <summary>Highest <see cref="First"/>: 0.9991.</summary>
    public const int HighestFirst = 37;

    /// <summary>Lowest <see cref="First"/> with a verifier, which lets the score be lower: 0.31, where 0.40 is the
    /// lowest without.</summary>
    public const int LowestFirst = -2;

    /// <summary>Highest <see cref="Second"/>: 0.9820; the lowest, 0, is 0.0474.</summary>
    public const int HighestSecond = 28;

    public float FirstThreshold => Logistic(0.4 - (0.2 * First));

    public float SecondThreshold => Logistic(3 - (0.25 * Second));

    /// <summary>Whether neither threshold is lower and one is higher.</summary>
    public bool IsAbove(ThresholdStep other) => First >= other.First && Second >= other.Second && this != other;

    private static float Logistic(double negativeLogOdds) =>
        MathF.Round((float)(1 / (1 + Math.Exp(negativeLogOdds))), 4);
}
