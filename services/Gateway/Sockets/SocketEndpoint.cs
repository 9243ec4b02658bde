using System.Diagnostics;
using System.Net.WebSockets;
using Kws.Gateway.Grpc;
using Kws.ServiceDefaults.Access.Checks;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Sockets;

/// <summary>Accepts WebSockets, and ends each with a reason that its client can read.</summary>
internal sealed class SocketEndpoint(
    SocketOrigins origins,
    SessionGate gate,
    ByteBudget budget,
    CallFaults faults,
    SocketMetrics metrics,
    IDrainSignal drain,
    IOptions<SocketOptions> options,
    IOptions<CallLimitsOptions> calls,
    TimeProvider timeProvider,
    ILogger<SocketEndpoint> logger)
{
    /// <summary>The sub-protocol of these sockets.</summary>
    public const string Protocol = "kws.v1";

    private const int MaxTextBytes = 64 * 1024;

    /// <summary>Answers a request for a socket.</summary>
    /// <param name="context">Of the request.</param>
    /// <param name="maxBinaryBytes">Longest binary message.</param>
    /// <param name="open">Begins the conversation.</param>
    public async Task ServeAsync(HttpContext context, int maxBinaryBytes, OpenConversation open)
    {
        if (SocketRequest.RefusalOf(context, origins) is { } refusal)
        {
            if (refusal.Status == StatusCodes.Status403Forbidden)
                logger.OriginRefused(context.Request.Headers.Origin.ToString(), context.Request.Host.ToString());
            context.Response.StatusCode = refusal.Status;
            await context.Response.WriteAsync(refusal.Text, context.RequestAborted);
            return;
        }
        // The request's span covers the request; without this, all that happens for hours would hang below it.
        Activity.Current = null;
        // It counts bytes a second, and would break off one that says little. Those who take nothing have limits here.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } pace)
            pace.MinDataRate = null;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(SocketRequest.Protocol(context));
        var path = context.Request.Path.Value!;
        metrics.Opened(path);
        var outcome = CallOutcome.Failed;
        try
        {
            outcome = await RunAsync(context, socket, maxBinaryBytes, open);
        }
        finally
        {
            metrics.Ended(path, outcome);
        }
    }

    private async Task<string> RunAsync(
        HttpContext context, WebSocket socket, int maxBinaryBytes, OpenConversation open)
    {
        using var bytes = budget.Open(context);
        using var connection = new SocketConnection(socket, LimitsOf(maxBinaryBytes), bytes, timeProvider);
        var session = new SocketSession(connection, calls.Value.FirstMessage, drain, timeProvider);
        try
        {
            using var place = gate.Enter(context);
            var isComplete = await session.RunAsync(open, context.User, context.RequestAborted);
            await connection.CloseAsync(WebSocketCloseStatus.NormalClosure, "");
            return isComplete ? CallOutcome.Completed : CallOutcome.Cancelled;
        }
        catch (Exception e)
        {
            var outcome = await EndAsync(context, connection, session.ResumeSample, e);
            if (socket.State == WebSocketState.Aborted)
                context.Abort();
            logger.SocketEnded(context.Request.Path.Value!, outcome, e.Message);
            return outcome;
        }
    }

    private async Task<string> EndAsync(
        HttpContext context, SocketConnection connection, long? resumeSample, Exception exception)
    {
        if (AccessCheck.EndOf(context) is { } revoked)
        {
            await TellAsync(connection, resumeSample, revoked);
            return CallOutcome.Refused;
        }
        if (SocketConnection.IsGone(exception))
            return CallOutcome.Cancelled;
        if (!context.RequestAborted.IsCancellationRequested)
            await TellAsync(connection, resumeSample, exception);
        return PassedOutcome.Of(exception, context.RequestAborted);
    }

    private async Task TellAsync(SocketConnection connection, long? resumeSample, Exception exception)
    {
        var fault = faults.Of(exception);
        try
        {
            await connection.SendAsync(SocketError.Of(fault, resumeSample));
            await connection.CloseAsync(SocketError.CloseStatusOf(exception, fault.Code), fault.Detail);
        }
        catch (Exception e) when (e is LimitExceededException || SocketConnection.IsGone(e))
        {
            // The client does not read it: it is gone, or was cut off for just that.
        }
    }

    private SocketLimits LimitsOf(int maxBinaryBytes) => new(
        MaxTextBytes,
        maxBinaryBytes,
        calls.Value.MessageGrace + TimeSpan.FromSeconds(maxBinaryBytes / (double)calls.Value.MinBytesPerSecond),
        options.Value.StallLimit);
}
