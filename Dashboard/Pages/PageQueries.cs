using System.Globalization;
using Kws.Dashboard.Telemetry.Logs;
using Kws.Dashboard.Telemetry.Traces;

namespace Kws.Dashboard.Pages;

/// <summary>What the address of the log page asks for.</summary>
public sealed record LogsQuery(string? Service, LogLevel? Level, string? Q, string? Trace, string? Span, long? Entry)
{
    public LogFilter Filter => new(Service, Level ?? LogLevel.Trace, Q, Trace, Span);

    public string Url => PageAddress.Of("/logs", ("service", Service), ("level", Level?.ToString()), ("q", Q), ("trace", Trace), ("span", Span),
        ("entry", Entry?.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>What the address of the trace list asks for.</summary>
/// <param name="Min">Shortest duration in milliseconds.</param>
public sealed record TracesQuery(string? Service, string? Q, bool? Errors, int? Min)
{
    public TraceFilter Filter => new(Service, Q, Errors == true, TimeSpan.FromMilliseconds(Math.Max(Min ?? 0, 0)));

    public string Url => PageAddress.Of("/traces", ("service", Service), ("q", Q), ("errors", Errors == true ? "true" : null),
        ("min", Min?.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>What the address of the metric page asks for.</summary>
/// <param name="Dim">Label of one series; null: all.</param>
/// <param name="Minutes">How far back, 1 to 10; null: 5.</param>
public sealed record MetricsQuery(string? Service, string? Meter, string? Name, string? Dim, int? Minutes)
{
    public TimeSpan Span => TimeSpan.FromMinutes(Math.Clamp(Minutes ?? 5, 1, 10));

    public string Url => ForPath("/metrics");

    /// <summary>The same page with all instruments.</summary>
    public MetricsQuery Wall => this with { Meter = null, Name = null, Dim = null };

    public string ForPath(string path) => PageAddress.Of(path, ("service", Service), ("meter", Meter), ("name", Name), ("dim", Dim),
        ("minutes", Minutes?.ToString(CultureInfo.InvariantCulture)));
}
