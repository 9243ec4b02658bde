using Kws.Dashboard.Telemetry;
using Kws.Dashboard.Telemetry.Traces;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Trace.V1;
using Span = OpenTelemetry.Proto.Trace.V1.Span;

namespace Kws.Dashboard.Otlp;

/// <summary>Stores the spans of a request.</summary>
public sealed class TraceReceiver(SourceReader sources, OtlpText text, TelemetryLimits limits, TraceStore store)
{
    public ExportTraceServiceResponse Receive(ExportTraceServiceRequest request)
    {
        var spans = new List<SpanEntry>();
        long rejected = 0;
        foreach (ResourceSpans resource in request.ResourceSpans)
        {
            TelemetrySource? source = sources.Read(resource.Resource);
            foreach (ScopeSpans scope in resource.ScopeSpans)
                foreach (Span span in scope.Spans)
                {
                    if (source is null || span.TraceId.Length != 16 || span.SpanId.Length != 8)
                        rejected++;
                    else
                        spans.Add(Read(span, source, text.Cut(scope.Scope?.Name ?? "")));
                }
        }
        if (spans.Count > 0)
            store.Add(spans);
        return rejected == 0
            ? new ExportTraceServiceResponse()
            : new ExportTraceServiceResponse { PartialSuccess = new() { RejectedSpans = rejected, ErrorMessage = "span without valid ids, or too many senders" } };
    }

    private SpanEntry Read(Span span, TelemetrySource source, string scope)
    {
        DateTimeOffset start = OtlpText.Time(span.StartTimeUnixNano);
        DateTimeOffset end = OtlpText.Time(span.EndTimeUnixNano);
        return new SpanEntry(
            OtlpText.Id(span.TraceId),
            OtlpText.Id(span.SpanId),
            OtlpText.Id(span.ParentSpanId),
            text.Cut(span.Name),
            (SpanKind)Math.Clamp((int)span.Kind, 0, (int)SpanKind.Consumer),
            start,
            end > start ? end - start : TimeSpan.Zero,
            (SpanStatus)Math.Clamp((int)(span.Status?.Code ?? 0), 0, (int)SpanStatus.Error),
            text.Cut(span.Status?.Message ?? ""),
            source,
            scope,
            text.Attributes(span.Attributes),
            [.. span.Events.Take(limits.MaxSpanEventCount).Select(happened =>
                new SpanEvent(OtlpText.Time(happened.TimeUnixNano), text.Cut(happened.Name), text.Attributes(happened.Attributes)))],
            [.. span.Links.Take(limits.MaxSpanEventCount).Select(link => new SpanLink(OtlpText.Id(link.TraceId), OtlpText.Id(link.SpanId)))]);
    }
}
