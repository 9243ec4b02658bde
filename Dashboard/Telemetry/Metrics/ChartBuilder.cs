namespace Kws.Dashboard.Telemetry.Metrics;

/// <summary>Makes charts of instruments: rates of counters, percentiles of histograms, values of the rest.</summary>
public static class ChartBuilder
{
    /// <summary>Lines beyond it would not be told apart.</summary>
    public const int MostLines = 8;

    private static readonly (string Label, double Rank)[] Percentiles = [("p50", 0.50), ("p90", 0.90), ("p99", 0.99)];

    /// <param name="instruments">The same instrument of one or several sources.</param>
    /// <param name="dimension">Only the series with this label; null: all.</param>
    /// <param name="step">Distance of the chart's points.</param>
    public static ChartData Build(IReadOnlyList<Instrument> instruments, string? dimension, DateTimeOffset from, DateTimeOffset to, TimeSpan step)
    {
        Instrument first = instruments[0];
        var slots = new TimeSlots(from, to, step);
        MetricSeries[] all = [.. instruments.SelectMany(instrument => instrument.Series)];
        MetricSeries[] chosen = [.. all.Where(series => dimension is null || series.Label == dimension)];
        IReadOnlyList<ChartLine> lines = first.Kind switch
        {
            InstrumentKind.Histogram => Distribution(chosen, slots),
            InstrumentKind.Counter => ByLabel(chosen, slots.Rates),
            _ => ByLabel(chosen, slots.Values),
        };
        string unit = first.Kind == InstrumentKind.Counter ? $"{first.Unit}/s" : first.Unit;
        string[] dimensions = [.. all.Select(series => series.Label).Distinct().Order(StringComparer.Ordinal)];
        return new ChartData(first.Key.Name, first.Key.Meter, first.Description, unit, first.Kind.ToString(), slots.Times, lines, dimensions);
    }

    // Equal labels of several sources are added up; the smallest lines go together into "others".
    private static IReadOnlyList<ChartLine> ByLabel(IEnumerable<MetricSeries> series, Func<MetricSeries, double?[]> toValues)
    {
        ChartLine[] lines = [.. series.GroupBy(one => one.Label, toValues)
            .Select(group => new ChartLine(group.Key, Sum(group)))
            .OrderByDescending(line => line.Values.Sum(value => Math.Abs(value ?? 0)))];
        return lines.Length <= MostLines
            ? lines
            : [.. lines[..(MostLines - 1)], new ChartLine($"{lines.Length - MostLines + 1} others", Sum(lines[(MostLines - 1)..].Select(line => line.Values.ToArray())))];
    }

    private static IReadOnlyList<ChartLine> Distribution(IReadOnlyList<MetricSeries> series, TimeSlots slots)
    {
        (double[] Bounds, ulong[] Counts)?[] perSlot = slots.Distributions(series);
        return [.. Percentiles.Select(percentile => new ChartLine(percentile.Label,
            [.. perSlot.Select(slot => slot is { } found ? Finite(HistogramPercentile.Of(found.Bounds, found.Counts, percentile.Rank)) : null)]))];
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static double?[] Sum(IEnumerable<double?[]> lines) =>
        lines.Aggregate((sum, line) => sum.Zip(line, Add).ToArray());

    private static double? Add(double? a, double? b) => a is null && b is null ? null : (a ?? 0) + (b ?? 0);
}
