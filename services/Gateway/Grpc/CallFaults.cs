using System.Diagnostics;
using Grpc.Core;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Grpc;

/// <summary>What callers are told of exceptions; one that nobody expected is logged, and the caller learns a reference
/// to quote.</summary>
internal sealed class CallFaults(ErrorMap errors, ILogger<CallFaults> logger)
{
    public CallFault Of(Exception exception)
    {
        if (exception is RpcException status)
            return CallFault.Of(status.Status, status.Trailers);
        if (errors.StatusForCaller(exception) is { } told)
            return CallFault.Of(told, (exception as IStatusError)?.Trailers);
        var reference = ActivityTraceId.CreateRandom().ToHexString();
        logger.ConversationFailed(reference, exception);
        return new CallFault(
            StatusCode.Internal, $"internal error; the gateway's log has it under {reference}", null, null);
    }
}
