using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.ServiceDefaults.Endpoints;

/// <summary>A health report as JSON:
/// <c>{"status":"Healthy","checks":{"self":{"status":"Healthy","description":null}}}</c>.</summary>
internal static class HealthPage
{
    // Exceptions stay out: they can hold connection strings.
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        var page = new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(
                entry => entry.Key,
                entry => new { status = entry.Value.Status.ToString(), description = entry.Value.Description }),
        };
        return JsonSerializer.SerializeAsync(context.Response.Body, page, cancellationToken: context.RequestAborted);
    }
}
