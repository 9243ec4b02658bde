using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AudioInference.Models;

/// <summary>Not ready for work without a model.</summary>
internal sealed class ModelHealthCheck(KeywordModelHost models) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(models.HasModel ? HealthCheckResult.Healthy($"model {models.Profile.Version}") : HealthCheckResult.Unhealthy("no model is loaded"));
}
