using System.IO.Pipelines;
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
    UnfinishedCalls unfinished,
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
        var requests = call.Request.BodyReader;
        if (await RunAsync(call, requests, next))
            await EndAsync(call, requests);
    }

    /// <returns>Whether more may come of its requests.</returns>
    private async Task<bool> RunAsync(HttpContext call, PipeReader requests, RequestDelegate next)
    {
        using var bytes = budget.Open(call);
        using var body = new WatchedBody(requests, call, bytes, limits.Value, drain, refusals, timeProvider);
        call.Features.Set(bytes);
        call.Features.Set<IRequestBodyPipeFeature>(body);
        call.Features.Set(body);
        await next(call);
        return !body.HasEnded();
    }

    // The status goes out when this is done.
    private async Task EndAsync(HttpContext call, PipeReader requests)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(call.RequestAborted, drain.Draining);
        var turn = unfinished.AwaitTurnAsync(call, over.Token);
        if (turn.IsCompleted)
            return;
        var end = DropAsync(requests, over.Token);
        await Task.WhenAny(turn, end);
        await over.CancelAsync();
        await Task.WhenAll(turn, end);
    }

    // To their end. Left unread they would use up the connection's window, and hold back the calls beside this one.
    private static async Task DropAsync(PipeReader requests, CancellationToken cancellationToken)
    {
        try
        {
            while (await requests.ReadAsync(cancellationToken) is { IsCompleted: false } read)
                requests.AdvanceTo(read.Buffer.End);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The call is over, or its turn has come, or its service reads yet.
        }
    }
}
