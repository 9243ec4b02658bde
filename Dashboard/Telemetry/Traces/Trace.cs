namespace Kws.Dashboard.Telemetry.Traces;

/// <summary>The spans of one trace that have arrived so far, an immutable picture.</summary>
/// <param name="Spans">In order of their start.</param>
/// <param name="DroppedSpans">How many came beyond the limit.</param>
public sealed record Trace(string Id, IReadOnlyList<SpanEntry> Spans, int DroppedSpans)
{
    /// <summary>The span without a parent, else the earliest whose parent is not here.</summary>
    public SpanEntry Root { get; } = FindRoot(Spans);

    public DateTimeOffset Start => Spans[0].Start;

    public TimeSpan Duration { get; } = Spans.Max(span => span.End) - Spans[0].Start;

    public bool HasError => Spans.Any(span => span.Status == SpanStatus.Error);

    /// <summary>Span counts by service, the busiest first.</summary>
    public IReadOnlyList<(string Service, int Spans)> Services =>
        [.. Spans.CountBy(span => span.Source.Service).OrderByDescending(entry => entry.Value).Select(entry => (entry.Key, entry.Value))];

    private static SpanEntry FindRoot(IReadOnlyList<SpanEntry> spans)
    {
        var ids = spans.Select(span => span.SpanId).ToHashSet();
        return spans.FirstOrDefault(span => span.ParentId.Length == 0) ?? spans.FirstOrDefault(span => !ids.Contains(span.ParentId)) ?? spans[0];
    }
}
