using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Kws.ServiceDefaults.Draining;

/// <summary>Refuses new calls with <c>UNAVAILABLE</c> while the server drains; health still answers.</summary>
internal sealed class DrainInterceptor(IDrainSignal drain) : Interceptor
{
    internal static readonly Status Draining = new(StatusCode.Unavailable, "the server is draining; call again to reach another one");

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        RefuseWhileDraining(context);
        return continuation(request, context);
    }

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        RefuseWhileDraining(context);
        return continuation(requestStream, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        RefuseWhileDraining(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        RefuseWhileDraining(context);
        return continuation(requestStream, responseStream, context);
    }

    private void RefuseWhileDraining(ServerCallContext context)
    {
        if (drain.IsDraining && !context.Method.StartsWith("/grpc.health.v1.", StringComparison.Ordinal))
            throw new RpcException(Draining);
    }
}
