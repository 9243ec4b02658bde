using Kws.Dashboard.Telemetry;
using Kws.Dashboard.Telemetry.Logs;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Logs.V1;

namespace Kws.Dashboard.Otlp;

/// <summary>Stores the log records of a request.</summary>
public sealed class LogReceiver(SourceReader sources, OtlpText text, LogStore store)
{
    public ExportLogsServiceResponse Receive(ExportLogsServiceRequest request)
    {
        var entries = new List<LogEntry>();
        long rejected = 0;
        foreach (ResourceLogs resource in request.ResourceLogs)
        {
            TelemetrySource? source = sources.Read(resource.Resource);
            foreach (ScopeLogs scope in resource.ScopeLogs)
            {
                if (source is null)
                    rejected += scope.LogRecords.Count;
                else
                    entries.AddRange(scope.LogRecords.Select(record => Read(record, source, text.Cut(scope.Scope?.Name ?? ""))));
            }
        }
        if (entries.Count > 0)
            store.Add(entries);
        return rejected == 0
            ? new ExportLogsServiceResponse()
            : new ExportLogsServiceResponse { PartialSuccess = new() { RejectedLogRecords = rejected, ErrorMessage = "too many senders" } };
    }

    private LogEntry Read(LogRecord record, TelemetrySource source, string category) => new(
        0,
        OtlpText.Time(record.TimeUnixNano == 0 ? record.ObservedTimeUnixNano : record.TimeUnixNano),
        Level(record.SeverityNumber),
        source,
        category,
        text.Value(record.Body),
        text.Cut(record.EventName),
        OtlpText.Id(record.TraceId),
        OtlpText.Id(record.SpanId),
        // The template says nothing that the message does not say better.
        text.Attributes(record.Attributes, attribute => attribute.Key != "{OriginalFormat}"));

    // OTLP has four numbers a level: 1-4 trace, 5-8 debug, 9-12 information, 13-16 warning, 17-20 error, 21-24 fatal.
    private static LogLevel Level(int severity) =>
        severity <= 0 ? LogLevel.Information : (LogLevel)Math.Min((severity - 1) / 4, (int)LogLevel.Critical);
}
