using Grpc.HealthCheck;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Passes each published report on to the health service, for its watchers.</summary>
internal sealed class GrpcHealthChecksPublisher(HealthServiceImpl health, IOptions<GrpcHealthChecksOptions> options) : IHealthCheckPublisher
{
    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach ((string service, Func<HealthCheckMapContext, bool> counts) in options.Value.Services.All)
            health.SetStatus(service, StatusOf(report, counts));
        return Task.CompletedTask;
    }

    internal static ServingStatus StatusOf(HealthReport report, Func<HealthCheckMapContext, bool> counts) =>
        report.Entries.Any(entry => counts(new HealthCheckMapContext(entry.Key, entry.Value.Tags)) && entry.Value.Status == HealthStatus.Unhealthy)
            ? ServingStatus.NotServing
            : ServingStatus.Serving;
}
