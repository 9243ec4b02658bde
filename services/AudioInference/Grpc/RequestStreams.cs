using Grpc.Core;

namespace AudioInference.Grpc;

/// <summary>Reads request streams whose sender may vanish.</summary>
internal static class RequestStreams
{
    /// <summary>Moves to the next message; false when the client sent all.</summary>
    /// <exception cref="RpcException">CANCELLED: the client reset the stream. The server learns it here a moment before the call's token does.</exception>
    public static async ValueTask<bool> TryMoveNextAsync<T>(this IAsyncStreamReader<T> requests, CancellationToken token)
    {
        try
        {
            return await requests.MoveNext(token);
        }
        catch (IOException)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "the client reset the stream"));
        }
    }
}
