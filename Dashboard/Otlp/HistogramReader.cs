using Kws.Dashboard.Telemetry.Metrics;
using OpenTelemetry.Proto.Metrics.V1;

namespace Kws.Dashboard.Otlp;

/// <summary>Reads the two kinds of OTLP histograms.</summary>
internal static class HistogramReader
{
    private const int MostBuckets = 200;

    // 1, 2, 5 in each decade from a microsecond (or millionth) to a million. An exponential histogram's own
    // buckets move between points; in these they can be subtracted.
    private static readonly double[] CommonBounds =
        [.. Enumerable.Range(-6, 13).SelectMany(decade => new[] { 1, 2, 5 }, (decade, digit) => digit * Math.Pow(10, decade))];

    public static bool IsWellFormed(HistogramDataPoint point) =>
        point.BucketCounts.Count <= MostBuckets
        && (point.BucketCounts.Count == point.ExplicitBounds.Count + 1 || (point.BucketCounts.Count == 0 && point.ExplicitBounds.Count == 0))
        && point.ExplicitBounds.Zip(point.ExplicitBounds.Skip(1)).All(pair => pair.First < pair.Second);

    public static MetricPoint Read(HistogramDataPoint point) => new(
        OtlpText.Time(point.TimeUnixNano), point.Sum, new HistogramBuckets([.. point.ExplicitBounds], [.. point.BucketCounts], point.Count));

    /// <summary>
    /// Bucket <c>i</c> of scale <c>s</c> holds values in (b^i, b^(i+1)], b = 2^(2^-s) (OpenTelemetry metrics data model,
    /// "ExponentialHistogram"); its count goes where its geometric middle lies.
    /// </summary>
    public static MetricPoint Read(ExponentialHistogramDataPoint point)
    {
        var counts = new ulong[CommonBounds.Length + 1];
        counts[0] = point.ZeroCount + Sum(point.Negative);
        double logBase = Math.Log(2) * Math.Pow(2, -Math.Clamp(point.Scale, -10, 20));
        foreach ((int index, ulong count) in (point.Positive?.BucketCounts ?? []).Index())
        {
            double middle = Math.Exp((point.Positive!.Offset + index + 0.5) * logBase);
            int bucket = Array.FindIndex(CommonBounds, bound => middle <= bound);
            counts[bucket < 0 ? CommonBounds.Length : bucket] += count;
        }
        return new MetricPoint(OtlpText.Time(point.TimeUnixNano), point.Sum, new HistogramBuckets(CommonBounds, counts, point.Count));
    }

    private static ulong Sum(ExponentialHistogramDataPoint.Types.Buckets? buckets) =>
        buckets?.BucketCounts.Aggregate(0UL, (sum, count) => sum + count) ?? 0;
}
