using Grpc.Core;

namespace Kws.Cli.Servers;

/// <summary>Tells a request that is larger than a server's messages may be from a server that is busy: both are
/// RESOURCE_EXHAUSTED, and only the words of gRPC's implementations differ.</summary>
internal static class MessageSize
{
    public static bool IsExceeded(RpcException exception) =>
        exception.StatusCode == StatusCode.ResourceExhausted
        && (exception.Status.Detail.Contains("maximum configured message size", StringComparison.Ordinal)
            || exception.Status.Detail.Contains("larger than max", StringComparison.Ordinal));

    public static string Words(RpcException exception) =>
        $"it is longer than the server takes at once: {exception.Status.Detail}";
}
