using Grpc.Core;
using Microsoft.AspNetCore.Connections;

namespace Kws.ServiceDefaults.Calls;

/// <summary>The requests of a call whose client may vanish: its reset is <c>CANCELLED</c>, not a fault of the
/// server.</summary>
/// <remarks>
/// A reset fails the read of the next message a moment before it signals the call's token, and so does the server's own
/// reset at the call's deadline. Only here is it known that the exception came from reading the client's messages.
/// </remarks>
internal sealed class ClientStream<TRequest>(
    IAsyncStreamReader<TRequest> requests, ServerCallContext context, TimeProvider timeProvider)
        : IAsyncStreamReader<TRequest>
{
    public TRequest Current => requests.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        try
        {
            return await requests.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is IOException or OperationCanceledException { InnerException: ConnectionAbortedException })
        {
            throw new RpcException(CallEnds.StatusOf(context, timeProvider));
        }
    }
}
