using Kws.Dashboard.Telemetry.Logs;
using Kws.Dashboard.Telemetry.Metrics;
using Kws.Dashboard.Telemetry.Traces;

namespace Kws.Dashboard.Telemetry;

/// <summary>Bytes of memory that a stored thing takes, near enough to hold a limit. Sources are shared and not counted.</summary>
internal static class Footprint
{
    private const int ObjectHeader = 24;
    private const int Entry = 160;

    public static long Of(LogEntry entry) =>
        Entry + Of(entry.Category) + Of(entry.Message) + Of(entry.EventName) + Of(entry.TraceId) + Of(entry.SpanId) + Of(entry.Attributes);

    public static long Of(SpanEntry span) =>
        Entry + Of(span.TraceId) + Of(span.SpanId) + Of(span.ParentId) + Of(span.Name) + Of(span.StatusMessage) + Of(span.Scope) + Of(span.Attributes)
        + span.Events.Sum(happened => (2 * ObjectHeader) + Of(happened.Name) + Of(happened.Attributes))
        + span.Links.Sum(link => ObjectHeader + Of(link.TraceId) + Of(link.SpanId));

    public static long Of(MetricPoint point) =>
        (2 * ObjectHeader) + (point.Buckets is { } buckets ? (3 * ObjectHeader) + (8L * (buckets.Bounds.Length + buckets.Counts.Length)) : 0);

    public static long Of(AttributeList attributes) =>
        (2 * ObjectHeader) + attributes.Sum(attribute => 16 + Of(attribute.Key) + Of(attribute.Value));

    private static long Of(string text) => text.Length == 0 ? 0 : ObjectHeader + (2L * text.Length);
}
