using Grpc.Core;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The health service of this server: Check runs the health checks, Watch follows what is published.</summary>
internal sealed class CheckingHealthService(
    HealthServiceImpl published,
    HealthCheckService checks,
    IOptions<GrpcHealthChecksOptions> options,
    IHostApplicationLifetime lifetime) : Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        if (options.Value.UseHealthChecksCache)
            return await published.Check(request, context).ConfigureAwait(false);
        if (!options.Value.Services.All.TryGetValue(request.Service, out Func<HealthCheckMapContext, bool>? counts))
            throw new RpcException(new Status(StatusCode.NotFound, $"service '{request.Service}' is not known"));
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return new HealthCheckResponse { Status = ServingStatus.NotServing };
        HealthReport report = await checks
            .CheckHealthAsync(check => counts(new HealthCheckMapContext(check.Name, check.Tags)), context.CancellationToken).ConfigureAwait(false);
        return new HealthCheckResponse { Status = GrpcHealthChecksPublisher.StatusOf(report, _ => true) };
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, options.Value.SuppressCompletionOnShutdown ? CancellationToken.None : lifetime.ApplicationStopping);
        try
        {
            await published.Watch(request, responseStream, new StoppableCallContext(context, stopping.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            await responseStream.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing }, context.CancellationToken).ConfigureAwait(false);
        }
    }
}
