using Kws.Dashboard.Telemetry.Metrics;

namespace Kws.Dashboard.Pages.Metrics;

/// <summary>The figures behind the charts, as JSON.</summary>
internal static class MetricDataEndpoints
{
    private const int ChartSteps = 120;
    private const int CardSteps = 60;

    public static void MapMetricData(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/metrics/data", ([AsParameters] MetricsQuery query, MetricStore store, TimeProvider clock) =>
            Charts(query, ChartSteps, store, clock).FirstOrDefault() is { } chart ? Results.Json(chart) : Results.NotFound());
        routes.MapGet("/metrics/wall", ([AsParameters] MetricsQuery query, MetricStore store, TimeProvider clock) =>
            Results.Json(Charts(query.Wall, CardSteps, store, clock)));
    }

    private static IEnumerable<ChartData> Charts(MetricsQuery query, int steps, MetricStore store, TimeProvider clock)
    {
        TimeSpan step = query.Span / steps;
        // A whole number of steps since the epoch, so that points do not wander from slot to slot.
        DateTimeOffset to = new(clock.GetUtcNow().Ticks / step.Ticks * step.Ticks, TimeSpan.Zero);
        string? dimension = string.IsNullOrEmpty(query.Dim) ? null : query.Dim;
        return store.Find(query.Service, to - query.Span - step, query.Meter, query.Name)
            .GroupBy(instrument => (instrument.Key.Meter, instrument.Key.Name))
            .Select(group => ChartBuilder.Build([.. group], dimension, to - query.Span, to, step));
    }
}
