namespace Kws.Dashboard.Telemetry.Metrics;

/// <summary>Percentiles of a distribution in buckets.</summary>
public static class HistogramPercentile
{
    /// <summary>
    /// The value below which the share of <paramref name="rank"/> (0 to 1) lies, by linear interpolation within its bucket.
    /// The first bucket counts from 0 (or its bound when that is negative); the last, which has no end, gives its lower bound.
    /// NaN for an empty distribution.
    /// </summary>
    public static double Of(double[] bounds, ReadOnlySpan<ulong> counts, double rank)
    {
        double total = 0;
        foreach (ulong count in counts)
            total += count;
        if (total == 0)
            return double.NaN;
        double wanted = rank * total;
        double passed = 0;
        for (int bucket = 0; bucket < counts.Length; bucket++)
        {
            if (counts[bucket] == 0 || passed + counts[bucket] < wanted)
            {
                passed += counts[bucket];
                continue;
            }
            if (bucket >= bounds.Length)
                return bounds.Length == 0 ? double.NaN : bounds[^1];
            double upper = bounds[bucket];
            double lower = bucket == 0 ? Math.Min(0, upper) : bounds[bucket - 1];
            return lower + ((upper - lower) * (wanted - passed) / counts[bucket]);
        }
        return bounds.Length == 0 ? double.NaN : bounds[^1];
    }
}
