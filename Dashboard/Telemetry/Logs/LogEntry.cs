namespace Kws.Dashboard.Telemetry.Logs;

/// <summary>One structured log entry.</summary>
/// <param name="Number">1, 2, 3 ... in the order of arrival.</param>
/// <param name="TraceId">Lower hex; empty: written outside any trace.</param>
public sealed record LogEntry(
    long Number,
    DateTimeOffset Time,
    LogLevel Level,
    TelemetrySource Source,
    string Category,
    string Message,
    string EventName,
    string TraceId,
    string SpanId,
    AttributeList Attributes)
{
    /// <summary>Type and message of the exception; null: none.</summary>
    public string? Exception =>
        Attributes["exception.type"] is { } type ? $"{type}: {Attributes["exception.message"]}" : null;

    public string? StackTrace => Attributes["exception.stacktrace"];
}
