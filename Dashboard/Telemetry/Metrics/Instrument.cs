namespace Kws.Dashboard.Telemetry.Metrics;

public enum InstrumentKind
{
    /// <summary>A value that is what it is.</summary>
    Gauge,

    /// <summary>A sum that only grows: shown as a rate.</summary>
    Counter,

    /// <summary>A sum that goes up and down: shown as it is.</summary>
    UpDownCounter,

    /// <summary>A distribution: shown as percentiles and a rate.</summary>
    Histogram,
}

/// <summary>What identifies an instrument of one source.</summary>
public sealed record InstrumentKey(TelemetrySource Source, string Meter, string Name);

/// <summary>An instrument with its series, an immutable picture.</summary>
public sealed record Instrument(InstrumentKey Key, string Description, string Unit, InstrumentKind Kind, IReadOnlyList<MetricSeries> Series);

/// <summary>One set of attributes with its points, oldest first.</summary>
public sealed record MetricSeries(AttributeList Attributes, IReadOnlyList<MetricPoint> Points)
{
    /// <summary>Such as <c>label=yes, model=small</c>; "all" without attributes.</summary>
    public string Label => Attributes.Count == 0 ? "all" : string.Join(", ", Attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"));
}

/// <summary>One measurement: a value, or a distribution. Sums and counts are cumulative.</summary>
/// <param name="Value">The value; of a histogram the sum.</param>
/// <param name="Buckets">Null: not a histogram.</param>
public sealed record MetricPoint(DateTimeOffset Time, double Value, HistogramBuckets? Buckets);

/// <summary>A distribution.</summary>
/// <param name="Bounds">Upper bounds, ascending, [n]; the last bucket has none.</param>
/// <param name="Counts">[n + 1].</param>
public sealed record HistogramBuckets(double[] Bounds, ulong[] Counts, ulong Count);
