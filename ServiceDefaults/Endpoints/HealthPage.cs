using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.ServiceDefaults.Endpoints;

/// <summary>A health report as JSON: <c>{"status":"Healthy","checks":{"self":{"status":"Healthy"}}}</c>.</summary>
internal static class HealthPage
{
    /// <param name="context">Of the probe.</param>
    /// <param name="report">What to tell.</param>
    /// <param name="withReasons">Whether each check's description is told too; it may name addresses.</param>
    // Exceptions stay out: they can hold connection strings.
    public static Task WriteAsync(HttpContext context, HealthReport report, bool withReasons)
    {
        context.Response.StatusCode = report.Status == HealthStatus.Unhealthy
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var page = new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(
            entry => entry.Key, entry => Check(entry.Value, withReasons))
        };
        return JsonSerializer.SerializeAsync(context.Response.Body, page, cancellationToken: context.RequestAborted);
    }

    private static object Check(HealthReportEntry entry, bool withReasons) => withReasons
        ? new { status = entry.Status.ToString(), description = entry.Description }
        : new { status = entry.Status.ToString() };
}
