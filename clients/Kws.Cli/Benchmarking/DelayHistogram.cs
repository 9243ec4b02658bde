namespace Kws.Cli.Benchmarking;

/// <summary>
/// Delays in buckets, so that millions cost no memory. Thread-safe to add to.
/// A percentile is the upper edge of its bucket: never better than the truth.
/// </summary>
/// <param name="bucketMs">Width of a bucket in milliseconds; there are 400,000, up to 20 s by default.</param>
internal sealed class DelayHistogram(double bucketMs = 0.05)
{
    private const int BucketCount = 400_000;
    private readonly int[] _buckets = new int[BucketCount];
    private long _count;
    private long _mostTicks;

    public long Count => Volatile.Read(ref _count);

    /// <summary>The longest delay, exactly.</summary>
    public TimeSpan Most => TimeSpan.FromTicks(Volatile.Read(ref _mostTicks));

    /// <param name="delay">Below zero counts as zero.</param>
    public void Add(TimeSpan delay)
    {
        int bucket = (int)Math.Clamp(delay.TotalMilliseconds / bucketMs, 0, BucketCount - 1);
        Interlocked.Increment(ref _buckets[bucket]);
        Interlocked.Increment(ref _count);
        long most = Volatile.Read(ref _mostTicks);
        while (delay.Ticks > most)
        {
            long seen = Interlocked.CompareExchange(ref _mostTicks, delay.Ticks, most);
            if (seen == most)
                break;
            most = seen;
        }
    }

    /// <summary>The delay that this share of all (0 .. 1) does not exceed; zero when empty.</summary>
    public TimeSpan Percentile(double share)
    {
        long rank = Math.Max(1, (long)Math.Ceiling(Count * share));
        long seen = 0;
        for (int bucket = 0; bucket < BucketCount; bucket++)
        {
            seen += _buckets[bucket];
            if (seen >= rank)
            {
                var edge = TimeSpan.FromMilliseconds((bucket + 1) * bucketMs);
                return edge < Most ? edge : Most;
            }
        }
        return Most;
    }

    public DelaySummary Summary() => new(Count,
        Percentile(0.50).TotalMilliseconds, Percentile(0.95).TotalMilliseconds, Percentile(0.99).TotalMilliseconds, Most.TotalMilliseconds);
}

/// <summary>A histogram in five numbers, in milliseconds.</summary>
internal sealed record DelaySummary(long Count, double P50Ms, double P95Ms, double P99Ms, double MaxMs);
