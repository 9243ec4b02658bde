using Kws.ServiceDefaults.Draining;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Calls;

/// <summary>Has the body of every gRPC call watched, and what the call holds counted.</summary>
internal sealed class BodyWatching(
    IOptions<CallLimitsOptions> limits,
    IDrainSignal drain,
    ByteBudget budget,
    CallRefusals refusals,
    TimeProvider timeProvider) : IStartupFilter
{
    private const string ContentType = "application/grpc";

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(WatchAsync);
        next(app);
    };

    private async Task WatchAsync(HttpContext call, RequestDelegate next)
    {
        if (call.Request.ContentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) != true)
        {
            await next(call);
            return;
        }
        using var bytes = budget.Open(call);
        using var body =
            new WatchedBody(call.Request.BodyReader, call, bytes, limits.Value, drain, refusals, timeProvider);
        call.Features.Set(bytes);
        call.Features.Set<IRequestBodyPipeFeature>(body);
        call.Features.Set(body);
        await next(call);
    }
}
