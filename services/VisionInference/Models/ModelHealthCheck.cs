using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace VisionInference.Models;

/// <summary>Not ready for work without a model.</summary>
internal sealed class ModelHealthCheck(SignModelHost models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(models.HasModel ? HealthCheckResult.Healthy($"model {models.Manifest.Version}") : HealthCheckResult.Unhealthy("no model is loaded"));
}
