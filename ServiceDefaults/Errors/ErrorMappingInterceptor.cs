using Grpc.Core;
using Grpc.Core.Interceptors;
using Kws.ServiceDefaults.Calls;

namespace Kws.ServiceDefaults.Errors;

/// <summary>Turns whatever a handler throws into one status, the client's reset of its requests included.</summary>
internal sealed class ErrorMappingInterceptor(ErrorMap errors, TimeProvider timeProvider) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception)
        {
            throw errors.ToStatus(exception, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context,
            ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(new ClientStream<TRequest>(requestStream, context, timeProvider), context);
        }
        catch (Exception exception)
        {
            throw errors.ToStatus(exception, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception exception)
        {
            throw errors.ToStatus(exception, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(new ClientStream<TRequest>(requestStream, context, timeProvider),
                responseStream, context);
        }
        catch (Exception exception)
        {
            throw errors.ToStatus(exception, context);
        }
    }
}
