using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Draining;

/// <summary>The drain of a server that answers other requests than its own gRPC services' calls.</summary>
public static class RequestDrainingApplicationExtensions
{
    private const string Refusal = "the server is draining; ask again to reach another one";

    /// <summary>A drain waits for the requests that are under way; new ones are refused with 503 while it
    /// lasts.</summary>
    /// <param name="app">From here on in its pipeline.</param>
    /// <param name="isCounted">Whether a drain has to wait for a request; a page that is only watched is not.</param>
    public static void UseRequestDraining(this IApplicationBuilder app, Func<HttpContext, bool> isCounted)
    {
        var calls = app.ApplicationServices.GetRequiredService<CallsInFlight>();
        var drain = app.ApplicationServices.GetRequiredService<IDrainSignal>();
        var retryAfter = app.ApplicationServices.GetRequiredService<IOptions<DrainOptions>>().Value.Timeout;
        app.Use(async (context, next) =>
        {
            if (!isCounted(context))
            {
                await next(context);
                return;
            }
            using var call = calls.Begin();
            if (drain.IsDraining)
                await RefuseAsync(context, retryAfter);
            else
                await next(context);
        });
    }

    private static Task RefuseAsync(HttpContext context, TimeSpan retryAfter)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter =
            ((int)retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return context.Response.WriteAsync(Refusal, context.RequestAborted);
    }
}
