using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Kws.ServiceDefaults.Telemetry;

/// <summary>Bucket bounds for our own histograms, where the instrument names none itself.</summary>
/// <remarks>
/// OpenTelemetry's default bounds (5, 10, 25 ... 10,000) fit milliseconds. Our times are in seconds, as the conventions
/// ask, and would all fall into the first bucket, so that every percentile would read 5 seconds.
/// </remarks>
internal static class HistogramBounds
{
    /// <summary>From a tenth of a millisecond (a frame's work) to half an hour (a stream); dense around our 150 ms
    /// promise.</summary>
    private static readonly double[] Seconds =
    [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075,
        0.1, 0.125, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2.5, 5, 10, 30, 60, 300, 1800,
    ];

    private static readonly double[] Counts = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16_384, 65_536];

    /// <summary>A view for the meter provider; null: as the instrument is.</summary>
    public static MetricStreamConfiguration? ViewOf(Instrument instrument)
    {
        if (!instrument.Meter.Name.StartsWith("Kws.", StringComparison.Ordinal)
            || !IsHistogramWithoutBounds(instrument))
            return null;
        return new ExplicitBucketHistogramConfiguration { Boundaries = instrument.Unit == "s" ? Seconds : Counts };
    }

    private static bool IsHistogramWithoutBounds(Instrument instrument) => instrument switch
    {
        Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries is null,
        Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries is null,
        Histogram<int> histogram => histogram.Advice?.HistogramBucketBoundaries is null,
        Histogram<float> histogram => histogram.Advice?.HistogramBucketBoundaries is null,
        _ => false,
    };
}
