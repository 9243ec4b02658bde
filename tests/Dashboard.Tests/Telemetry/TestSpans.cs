using System.Globalization;
using Kws.Dashboard.Telemetry;
using Kws.Dashboard.Telemetry.Logs;
using Kws.Dashboard.Telemetry.Traces;
using Microsoft.Extensions.Logging;

namespace Kws.Dashboard.Tests.Telemetry;

/// <summary>Short ways to spans and log entries.</summary>
internal static class TestSpans
{
    public static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static readonly TelemetrySource Source = new("service", "i", AttributeList.Empty);

    public static SpanEntry Span(string trace, string id, string parent = "", double start = 0, double milliseconds = 10, SpanStatus status = SpanStatus.Unset) => new(
        trace, id, parent, "span " + id, SpanKind.Internal, Begin.AddMilliseconds(start), TimeSpan.FromMilliseconds(milliseconds),
        status, "", Source, "scope", AttributeList.Empty, [], []);

    public static LogEntry Log(int number, LogLevel level = LogLevel.Information, string message = "message", params KeyValuePair<string, string>[] attributes) => new(
        0, Begin.AddSeconds(number), level, Source, "Category", message + " " + number.ToString(CultureInfo.InvariantCulture), "", "", "", new AttributeList(attributes));
}
