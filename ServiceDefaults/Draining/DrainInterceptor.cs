using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Kws.ServiceDefaults.Draining;

/// <summary>Counts calls, and refuses new ones with <c>UNAVAILABLE</c> while the server drains; health still
/// answers.</summary>
internal sealed class DrainInterceptor(IDrainSignal drain, CallsInFlight calls) : Interceptor
{
    internal static readonly Status Draining =
        new(StatusCode.Unavailable, "the server is draining; call again to reach another one");

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        using var call = Admit(context);
        return await continuation(request, context);
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var call = Admit(context);
        return await continuation(requestStream, context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var call = Admit(context);
        await continuation(request, responseStream, context);
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        using var call = Admit(context);
        await continuation(requestStream, responseStream, context);
    }

    /// <summary>Whether a method asks for the health, which a draining server still tells.</summary>
    internal static bool IsProbe(string? method) =>
        method?.StartsWith("/grpc.health.v1.", StringComparison.Ordinal) == true;

    private CallsInFlight.Call Admit(ServerCallContext context)
    {
        if (IsProbe(context.Method))
            return default;
        var call = calls.Begin();
        if (!drain.IsDraining)
            return call;
        call.Dispose();
        throw new RpcException(Draining);
    }
}
