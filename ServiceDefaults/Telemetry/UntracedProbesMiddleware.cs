using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Kws.ServiceDefaults.Telemetry;

/// <summary>Makes no spans of health probes: one every second or two from every prober hides the calls.</summary>
internal sealed class UntracedProbesMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        // The span began with the request; without this flag it is not exported, nor are spans begun below it.
        if (IsProbe(context.Request.Path) && Activity.Current is { } span)
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        return next(context);
    }

    private static bool IsProbe(PathString path) =>
        path.StartsWithSegments("/health") || path.StartsWithSegments("/alive") || path.StartsWithSegments("/grpc.health.v1.Health");
}
