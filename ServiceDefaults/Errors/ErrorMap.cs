using System.Diagnostics;
using Grpc.Core;
using Kws.ServiceDefaults.Draining;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Errors;

/// <summary>Decides which status an exception becomes.</summary>
/// <remarks>
/// In this order: a status stays as it is; domain and registered library errors get theirs; a call that
/// was cancelled or ran out of time gets <c>CANCELLED</c> or <c>DEADLINE_EXCEEDED</c>; a call that the
/// drain broke off gets <c>UNAVAILABLE</c>; everything else is <c>INTERNAL</c>, logged here once, and
/// the caller learns only the trace id to quote.
/// </remarks>
internal sealed class ErrorMap(IOptions<ErrorMapOptions> options, IDrainSignal drain, TimeProvider clock, ILogger<ErrorMap> logger)
{
    public RpcException ToStatus(Exception exception, ServerCallContext context)
    {
        switch (exception)
        {
            case RpcException status:
                return status;
            case IStatusError error:
                return new RpcException(new Status(error.StatusCode, exception.Message, exception), error.Trailers ?? []);
        }
        if (options.Value.Find(exception) is { } mapped)
            return new RpcException(new Status(mapped.StatusCode, mapped.Detail, exception));
        if (context.CancellationToken.IsCancellationRequested || IsClientGone(exception))
            return new RpcException(context.Deadline <= clock.GetUtcNow().UtcDateTime
                ? new Status(StatusCode.DeadlineExceeded, "the call's deadline passed")
                : new Status(StatusCode.Cancelled, "the call was cancelled"));
        if (exception is OperationCanceledException && drain.IsDraining)
            return new RpcException(DrainInterceptor.Draining);
        return Unexpected(exception, context);
    }

    // A reset fails the read of the next message a moment before it cancels the call. Kestrel hands messages over in a pipe,
    // whose reader throws it with no other mark than its own frames; nothing else in a service reads from one.
    // The server's own reset, at the call's deadline, cancels that read, also a moment before the call.
    private static bool IsClientGone(Exception exception) =>
        exception is OperationCanceledException { InnerException: ConnectionAbortedException }
        || exception is IOException { StackTrace: { } calls } && calls.Contains("System.IO.Pipelines.Pipe.", StringComparison.Ordinal);

    private RpcException Unexpected(Exception exception, ServerCallContext context)
    {
        string reference = Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        ErrorsLog.Unexpected(logger, context.Method, reference, exception);
        return new RpcException(new Status(StatusCode.Internal, $"internal error; the server's log has it under {reference}", exception));
    }
}
