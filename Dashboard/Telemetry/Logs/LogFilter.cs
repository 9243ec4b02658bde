namespace Kws.Dashboard.Telemetry.Logs;

/// <summary>Which log entries to show. Null or empty: any.</summary>
/// <param name="Service">A service's name or a source's key.</param>
/// <param name="MinimumLevel">This level and those above.</param>
/// <param name="Text">Occurs in message, category, event name, exception or an attribute's value; <c>key=value</c> asks one attribute.</param>
public sealed record LogFilter(string? Service = null, LogLevel MinimumLevel = LogLevel.Trace, string? Text = null, string? TraceId = null, string? SpanId = null)
{
    public bool Matches(LogEntry entry) =>
        entry.Level >= MinimumLevel
        && (string.IsNullOrEmpty(Service) || entry.Source.Service == Service || entry.Source.Key == Service)
        && (string.IsNullOrEmpty(TraceId) || entry.TraceId == TraceId)
        && (string.IsNullOrEmpty(SpanId) || entry.SpanId == SpanId)
        && (string.IsNullOrWhiteSpace(Text) || TextMatch.Matches(Text.Trim(), entry.Attributes, entry.Message, entry.Category, entry.EventName));
}
