using System.Diagnostics;
using Grpc.Core;
using Kws.ServiceDefaults.Access.Checks;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Errors;

/// <summary>Decides which status an exception becomes.</summary>
/// <remarks>
/// In this order: a call whose caller was revoked gets <c>UNAUTHENTICATED</c>; a status stays as it is; domain and
/// registered library errors get theirs; a call that was cancelled or ran out of time gets <c>CANCELLED</c> or
/// <c>DEADLINE_EXCEEDED</c>; a call that the drain broke off gets <c>UNAVAILABLE</c>; everything else is
/// <c>INTERNAL</c>, logged here once, and the caller learns only the trace id to quote.
/// </remarks>
public sealed class ErrorMap(
    IOptions<ErrorMapOptions> options,
    IDrainSignal drain,
    TimeProvider timeProvider,
    ILogger<ErrorMap> logger)
{
    /// <summary>The status of an error that is meant for the caller; null for all others.</summary>
    /// <remarks>For answers that carry a status of their own, such as one for each of many clips.</remarks>
    public Status? StatusForCaller(Exception exception) => exception is IStatusError error
        ? new Status(error.StatusCode, exception.Message, exception)
        : options.Value.Find(exception) is { } mapped ? new Status(mapped.StatusCode, mapped.Detail, exception) : null;

    /// <summary>The same with its trailers, as an interceptor would throw it; null for all others.</summary>
    public RpcException? FailureForCaller(Exception exception) => StatusForCaller(exception) is { } status
        ? new RpcException(status, (exception as IStatusError)?.Trailers ?? [])
        : null;

    /// <summary>For what is thrown where no interceptor sees it: while the call's first message is read.</summary>
    internal static RpcException StatusOf<TError>(TError error) where TError : Exception, IStatusError =>
        new(new Status(error.StatusCode, error.Message, error), error.Trailers ?? []);

    internal RpcException ToStatus(Exception exception, ServerCallContext context)
    {
        if (AccessCheck.EndOf(context.GetHttpContext()) is UnauthenticatedException revoked)
            return StatusOf(revoked);
        if (exception is RpcException status)
            return status;
        if (FailureForCaller(exception) is { } told)
            return told;
        // At a deadline the call ends before its token is cancelled: a response between the two cannot be written.
        if (context.CancellationToken.IsCancellationRequested
            || context.Deadline <= timeProvider.GetUtcNow().UtcDateTime)
            return new RpcException(CallEnds.StatusOf(context, timeProvider));
        if (exception is OperationCanceledException && drain.IsDraining)
            return new RpcException(DrainInterceptor.Draining);
        return Unexpected(exception, context);
    }

    private RpcException Unexpected(Exception exception, ServerCallContext context)
    {
        var reference = Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        ErrorsLog.Unexpected(logger, context.Method, reference, exception);
        return new RpcException(
            new Status(StatusCode.Internal, $"internal error; the server's log has it under {reference}", exception));
    }
}
