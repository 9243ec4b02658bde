namespace Kws.Detection;

/// <summary>How the posteriors of the last decisions become the score that is compared with a threshold.</summary>
/// <remarks>
/// The score is the mean of <see cref="Windows"/> posteriors, or the mean of the last <see cref="EarlyWindows"/> with
/// its odds divided by
/// <see cref="EarlyOdds"/>, whichever is more: a word that is clear enough is answered before the long mean has risen,
/// as in a sequential test (Wald 1945), where strong evidence needs fewer observations.
/// </remarks>
public readonly record struct Smoothing
{
    /// <summary>Most posteriors that can be averaged.</summary>
    public const int MaxWindows = 100;

    /// <summary>Highest <see cref="EarlyOdds"/>.</summary>
    public const float MaxEarlyOdds = 1_000_000;

    /// <param name="windows">Posteriors averaged, 1 .. 100.</param>
    /// <param name="earlyWindows">Posteriors averaged for an early answer, 0 .. <paramref name="windows"/>; 0: no early
    /// answers.</param>
    /// <param name="earlyOdds">By what the odds of an early answer are divided, 1 .. 1,000,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Smoothing(int windows, int earlyWindows = 0, float earlyOdds = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(windows, MaxWindows);
        ArgumentOutOfRangeException.ThrowIfNegative(earlyWindows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(earlyWindows, windows);
        if (!(earlyOdds is >= 1 and <= MaxEarlyOdds))
            throw new ArgumentOutOfRangeException(nameof(earlyOdds), earlyOdds, $"must be 1 .. {MaxEarlyOdds}");
        (Windows, EarlyWindows, EarlyOdds) = (windows, earlyWindows, earlyOdds);
    }

    public int Windows { get; }

    public int EarlyWindows { get; }

    public float EarlyOdds { get; }
}
