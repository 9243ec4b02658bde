using Grpc.Core;

namespace Kws.Gateway.Grpc;

/// <summary>Requests of a stream that has ended: why it has is told by its responses.</summary>
internal static class StreamEnds
{
    /// <summary>Waits for a request to be sent.</summary>
    /// <returns>Whether it was; if not, the stream is over.</returns>
    public static async Task<bool> IgnoreAsync(Task request)
    {
        try
        {
            await request;
            return true;
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or OperationCanceledException)
        {
            return false;
        }
    }
}
