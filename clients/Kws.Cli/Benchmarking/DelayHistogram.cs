using HdrHistogram;

namespace Kws.Cli.Benchmarking;

/// <summary>
/// Delays in an HdrHistogram, so that millions cost no memory. Thread-safe to add to. A figure is the upper edge of its
/// bucket: never better than the truth, and at most a thousandth worse.
/// </summary>
internal sealed class DelayHistogram
{
    private const int SignificantDigits = 3;
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);
    private readonly LongConcurrentHistogram _ticks = new(1, s_longest.Ticks, SignificantDigits);

    public long Count => _ticks.TotalCount;

    /// <summary>The longest delay; zero when empty.</summary>
    public TimeSpan Most => Percentile(1);

    /// <param name="delay">Below zero counts as zero, above an hour as an hour.</param>
    public void Add(TimeSpan delay) => _ticks.RecordValue(Math.Clamp(delay.Ticks, 0, s_longest.Ticks));

    /// <summary>The delay that this share of all (0 .. 1), rounded to whole delays, does not exceed; zero when
    /// empty.</summary>
    public TimeSpan Percentile(double share) =>
        Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(_ticks.GetValueAtPercentile(100 * share));

    public DelaySummary Summary() => new(Count,
        Percentile(0.50).TotalMilliseconds, Percentile(0.95).TotalMilliseconds, Percentile(0.99).TotalMilliseconds,
            Most.TotalMilliseconds);
}

/// <summary>A histogram in five numbers, in milliseconds.</summary>
internal sealed record DelaySummary(long Count, double P50Ms, double P95Ms, double P99Ms, double MaxMs);
