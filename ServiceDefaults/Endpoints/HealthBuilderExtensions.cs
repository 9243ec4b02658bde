using Kws.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Endpoints;

internal static class HealthBuilderExtensions
{
    private const string LiveTag = "live";

    // A check that does not come back would leave the last answer standing.
    private static readonly TimeSpan s_longestCheck = TimeSpan.FromSeconds(10);

    public static void AddHealth<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddSettings<HealthOptions, HealthOptionsValidator>(HealthOptions.Section);
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.AddSingleton<HealthState>();
        builder.Services.AddHostedService<HealthMonitor>();
        // It logs each failing check as an error every period, an orderly drain too. Health is told by the pages and
        // to the watchers; why something is not ready is told once, by the part that is not.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService",
            LogLevel.Critical);
        builder.Services.PostConfigure<HealthCheckServiceOptions>(checks =>
        {
            foreach (var check in checks.Registrations.Where(check => check.Timeout == Timeout.InfiniteTimeSpan))
                check.Timeout = s_longestCheck;
        });
    }

    public static void MapHealth(this WebApplication app)
    {
        MapPage(app, "/health", report => report);
        MapPage(app, "/alive", Live);
        var isOnlyPort = app.Services.GetRequiredService<HealthPort>().Number is null;
        if (isOnlyPort || app.Services.GetRequiredService<IOptions<HealthOptions>>().Value.OnServicePorts)
            app.MapGrpcService<HealthService>();
    }

    private static void MapPage(WebApplication app, string path, Func<HealthReport, HealthReport> part)
    {
        var port = app.Services.GetRequiredService<HealthPort>();
        var state = app.Services.GetRequiredService<HealthState>();
        var withReasons = app.Environment.IsDevelopment();
        app.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], async context =>
        {
            // The port, not the host that the request names: that is the caller's choice.
            if (port.Tells(context.Connection.LocalPort))
                await HealthPage.WriteAsync(
                    context, part(await state.ReadAsync(context.RequestAborted)), withReasons);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        }).DisableHttpMetrics();
    }

    private static HealthReport Live(HealthReport report) =>
        new(report.Entries.Where(entry => entry.Value.Tags.Contains(LiveTag)).ToDictionary(), report.TotalDuration);
}
