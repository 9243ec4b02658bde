using Grpc.Core;

namespace Kws.Contracts;

/// <summary>Calls that their server may end before their requests do.</summary>
public static class EndedCallExtensions
{
    /// <summary>Writes a request; when <paramref name="cancellationToken"/> is cancelled it waits no longer, whatever
    /// becomes of the request.</summary>
    /// <remarks>
    /// A write that waits for its server to make room, as one of megabytes does, may wait on when the server ends the
    /// call instead, though the call has its status and is disposed: seen with Grpc.Net.Client 2.85 on .NET 10, in 2
    /// of 300 calls on a busy machine. Its own token does not end it either, for that ends the call, which is over.
    /// </remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="RpcException">The call is over.</exception>
    public static Task WriteOrLeaveAsync<TRequest>(
        this IAsyncStreamWriter<TRequest> requests, TRequest request, CancellationToken cancellationToken) =>
        requests.WriteAsync(request, cancellationToken).WaitAsync(cancellationToken);
}
