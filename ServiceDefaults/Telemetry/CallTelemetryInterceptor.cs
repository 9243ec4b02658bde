using System.Diagnostics;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Kws.ServiceDefaults.Telemetry;

/// <summary>Names the server span after the method, marks it with the status, and measures the call.</summary>
internal sealed class CallTelemetryInterceptor(CallMetrics metrics, TimeProvider clock) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        await MeasureAsync(context, () => continuation(request, context));

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        await MeasureAsync(context, () => continuation(requestStream, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        MeasureAsync(context, () => AsFunction(continuation(request, responseStream, context)));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        MeasureAsync(context, () => AsFunction(continuation(requestStream, responseStream, context)));

    private static async Task<bool> AsFunction(Task task)
    {
        await task;
        return true;
    }

    private async Task<T> MeasureAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        string method = context.Method.TrimStart('/');
        long started = clock.GetTimestamp();
        Name(Activity.Current, method);
        metrics.Begun(method);
        StatusCode status = StatusCode.Unknown;
        try
        {
            T result = await call();
            status = context.Status.StatusCode;
            return result;
        }
        catch (RpcException exception)
        {
            status = exception.StatusCode;
            throw;
        }
        finally
        {
            Activity.Current?.SetTag("rpc.grpc.status_code", (int)status);
            if (IsServersFault(status))
                Activity.Current?.SetStatus(ActivityStatusCode.Error, status.ToString());
            metrics.Ended(method, status, clock.GetElapsedTime(started));
        }
    }

    private static void Name(Activity? activity, string method)
    {
        if (activity is null)
            return;
        activity.DisplayName = method;
        activity.SetTag("rpc.system", "grpc");
        int slash = method.IndexOf('/', StringComparison.Ordinal);
        activity.SetTag("rpc.service", slash < 0 ? "" : method[..slash]);
        activity.SetTag("rpc.method", method[(slash + 1)..]);
    }

    // As OpenTelemetry's conventions for gRPC servers: the caller's mistakes do not mark the span.
    private static bool IsServersFault(StatusCode status) => status
        is StatusCode.Unknown or StatusCode.DeadlineExceeded or StatusCode.Unimplemented or StatusCode.Internal
        or StatusCode.Unavailable or StatusCode.DataLoss;
}
