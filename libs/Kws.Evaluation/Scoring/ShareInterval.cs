namespace Kws.Evaluation;

/// <summary>What a count of successes says of their share.</summary>
public static class ShareInterval
{
    private const double NormalQuantile95 = 1.959963984540054;

    /// <summary>95 % confidence interval of the share (Wilson, JASA 22, 1927).</summary>
    /// <param name="count">Successes, 0 .. <paramref name="total"/>.</param>
    /// <param name="total">Trials, at least 1.</param>
    public static (double Lower, double Upper) Wilson95(long count, long total)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(total);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, total);
        double share = (double)count / total, square = NormalQuantile95 * NormalQuantile95 / total;
        var middle = (share + (square / 2)) / (1 + square);
        var half = Math.Sqrt((share * (1 - share) * square) + (square * square / 4)) / (1 + square);
        // Rounding must not leave an end beyond what can be.
        return (count == 0 ? 0 : middle - half, count == total ? 1 : middle + half);
    }
}
