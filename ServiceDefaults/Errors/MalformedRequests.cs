using Grpc.Core;
using Kws.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Errors;

/// <summary>Refuses requests that cannot be read: <c>INVALID_ARGUMENT</c>, counted, and a line in the log now and
/// then.</summary>
/// <remarks>Whoever can send can send many: a line for each would fill a disk.</remarks>
internal sealed class MalformedRequests(
    CallMetrics metrics, TimeProvider timeProvider, ILogger<MalformedRequests> logger)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private long? _lastLine;
    private int _untold;

    /// <summary>Counts a request, and tells what its caller gets.</summary>
    /// <param name="method">The gRPC method's full name.</param>
    /// <param name="message">The message type's full name.</param>
    /// <param name="what">What it is not, such as "a message of this type".</param>
    public RpcException Refuse(string method, string message, string what)
    {
        metrics.Malformed(method);
        if (Tell() is { } count)
            ErrorsLog.Malformed(logger, count, method, message);
        return new RpcException(new Status(StatusCode.InvalidArgument, $"{message}: the bytes are not {what}"));
    }

    /// <summary>What the caller of a message gets that is too long once it is unpacked.</summary>
    public static RpcException TooLong(long limit) =>
        new(new Status(StatusCode.ResourceExhausted, $"the unpacked message exceeds the limit of {limit} bytes"));

    /// <summary>How many to tell of now; null: none.</summary>
    private int? Tell()
    {
        lock (_gate)
        {
            _untold++;
            var now = timeProvider.GetTimestamp();
            if (_lastLine is { } last && timeProvider.GetElapsedTime(last, now) < s_pause)
                return null;
            var count = _untold;
            (_lastLine, _untold) = (now, 0);
            return count;
        }
    }
}
