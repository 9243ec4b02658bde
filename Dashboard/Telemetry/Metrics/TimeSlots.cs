namespace Kws.Dashboard.Telemetry.Metrics;

/// <summary>Puts points, which come at any time, into the equal steps of a chart.</summary>
internal sealed class TimeSlots(DateTimeOffset from, DateTimeOffset to, TimeSpan step)
{
    private readonly int _count = Math.Max(1, (int)((to - from) / step));

    public IReadOnlyList<long> Times => [.. Enumerable.Range(0, _count).Select(slot => (from + (slot * step)).ToUnixTimeMilliseconds())];

    /// <summary>The last value of each step.</summary>
    public double?[] Values(MetricSeries series)
    {
        var values = new double?[_count];
        foreach (MetricPoint point in series.Points)
            if (SlotOf(point) is { } slot)
                values[slot] = point.Value;
        return values;
    }

    /// <summary>Increase a second, from each point to the next.</summary>
    public double?[] Rates(MetricSeries series)
    {
        var increase = new double?[_count];
        var seconds = new double[_count];
        foreach ((MetricPoint before, MetricPoint now) in series.Points.Zip(series.Points.Skip(1)))
        {
            if (SlotOf(now) is not { } slot || now.Time <= before.Time)
                continue;
            // A smaller sum means that the process began anew.
            increase[slot] = (increase[slot] ?? 0) + (now.Value >= before.Value ? now.Value - before.Value : now.Value);
            seconds[slot] += (now.Time - before.Time).TotalSeconds;
        }
        return [.. increase.Zip(seconds, (sum, time) => time > 0 ? sum / time : null)];
    }

    /// <summary>What was added in each step to all series together; null: nothing, or bounds that do not agree.</summary>
    public (double[] Bounds, ulong[] Counts)?[] Distributions(IEnumerable<MetricSeries> series)
    {
        var slots = new (double[] Bounds, ulong[] Counts)?[_count];
        foreach ((MetricPoint before, MetricPoint now) in series.SelectMany(one => one.Points.Zip(one.Points.Skip(1))))
        {
            if (SlotOf(now) is not { } slot || now.Buckets is not { } buckets)
                continue;
            ulong[] added = Added(before.Buckets, buckets);
            if (slots[slot] is not { } sum)
                slots[slot] = (buckets.Bounds, added);
            else if (sum.Bounds.AsSpan().SequenceEqual(buckets.Bounds))
                slots[slot] = (sum.Bounds, [.. sum.Counts.Zip(added, (a, b) => a + b)]);
        }
        return slots;
    }

    private static ulong[] Added(HistogramBuckets? before, HistogramBuckets now) =>
        before is null || before.Count > now.Count || !before.Bounds.AsSpan().SequenceEqual(now.Bounds)
            ? now.Counts
            : [.. now.Counts.Zip(before.Counts, (a, b) => a >= b ? a - b : a)];

    private int? SlotOf(MetricPoint point)
    {
        int slot = (int)Math.Floor((point.Time - from) / step);
        return slot >= 0 && slot < _count ? slot : null;
    }
}
