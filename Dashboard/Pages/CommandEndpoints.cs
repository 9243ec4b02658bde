using Kws.Dashboard.Resources;
using Kws.Dashboard.Telemetry.Logs;
using Kws.Dashboard.Telemetry.Metrics;
using Kws.Dashboard.Telemetry.Traces;

namespace Kws.Dashboard.Pages;

/// <summary>What the pages' buttons do.</summary>
internal static class CommandEndpoints
{
    public static void MapCommands(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/resources/{name}/commands/{command}", ExecuteAsync);
        routes.MapPost("/logs/clear", (LogStore logs) => Cleared(logs.Clear, "/logs"));
        routes.MapPost("/traces/clear", (TraceStore traces) => Cleared(traces.Clear, "/traces"));
        routes.MapPost("/metrics/clear", (MetricStore metrics) => Cleared(metrics.Clear, "/metrics"));
    }

    private static async Task<IResult> ExecuteAsync(
        string name, string command, IResourceSource source, ILoggerFactory loggers, CancellationToken cancelled)
    {
        string? refusal = await source.ExecuteAsync(name, command, cancelled);
        DashboardLog.CommandRun(loggers.CreateLogger("Kws.Dashboard.Commands"), command, name, refusal ?? "done");
        return refusal is null ? Results.NoContent() : Results.Text(refusal, statusCode: StatusCodes.Status409Conflict);
    }

    private static IResult Cleared(Action clear, string page)
    {
        clear();
        return Results.LocalRedirect(page);
    }
}
