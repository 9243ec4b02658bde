using Grpc.Core;
using Kws.ServiceDefaults.Calls;

namespace Kws.Gateway.Grpc;

/// <summary>How a call ended that the gateway passes to a service: what the service refuses is the client's
/// fault.</summary>
internal static class PassedOutcome
{
    /// <summary>As <see cref="CallOutcome.Of"/> tells it.</summary>
    public static string Of(Exception exception, CancellationToken cancellationToken) =>
        exception is RpcException { StatusCode: StatusCode.InvalidArgument }
            ? CallOutcome.Refused
            : CallOutcome.Of(exception, cancellationToken);
}
