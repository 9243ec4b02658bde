using Kws.Dashboard.Telemetry.Metrics;

namespace Kws.Dashboard.Pages.Metrics;

/// <summary>The figures behind the charts, as JSON.</summary>
internal static class MetricDataEndpoints
{
    private const int Steps = 120;

    public static void MapMetricData(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics/data", ([AsParameters] MetricsQuery query, MetricStore store, TimeProvider clock) =>
        {
            TimeSpan step = query.Span / Steps;
            // A whole number of steps since the epoch, so that points do not wander from slot to slot.
            DateTimeOffset to = new(clock.GetUtcNow().Ticks / step.Ticks * step.Ticks, TimeSpan.Zero);
            IReadOnlyList<Instrument> found = store.Find(query.Service, to - query.Span - step, query.Meter, query.Name);
            return found.Count == 0
                ? Results.NotFound()
                : Results.Json(ChartBuilder.Build(found, string.IsNullOrEmpty(query.Dim) ? null : query.Dim, to - query.Span, to, step));
        });
}
