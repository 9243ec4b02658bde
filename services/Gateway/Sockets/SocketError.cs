using System.Net.WebSockets;
using Grpc.Core;
using Kws.Gateway.Grpc;

namespace Kws.Gateway.Sockets;

/// <summary>The last message of a socket that ends in an error.</summary>
internal sealed record SocketError(
    string Type, string Status, string Detail, long? ResumeSample, double? RetryAfterSeconds)
{
    // RFC 6455 and the registry of close codes: try again later.
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    /// <param name="fault">What happened.</param>
    /// <param name="resumeSample">Where the client resumes, unless the fault tells it.</param>
    public static SocketError Of(CallFault fault, long? resumeSample) => new(
        "error", fault.StatusName, fault.Detail, fault.ResumeSample ?? resumeSample, fault.RetryAfter?.TotalSeconds);

    /// <summary>The close code that fits an error.</summary>
    public static WebSocketCloseStatus CloseStatusOf(Exception exception, StatusCode code) => (exception, code) switch
    {
        (MessageTooLongException, _) => WebSocketCloseStatus.MessageTooBig,
        (_, StatusCode.Unavailable or StatusCode.ResourceExhausted) => TryAgainLater,
        (_, StatusCode.Internal or StatusCode.Unknown or StatusCode.DataLoss) =>
            WebSocketCloseStatus.InternalServerError,
        _ => WebSocketCloseStatus.PolicyViolation,
    };
}
