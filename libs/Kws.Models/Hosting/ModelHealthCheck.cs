using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.Models;

/// <summary>Not ready for work without a model.</summary>
internal sealed class ModelHealthCheck<TModel>(ModelHost<TModel> models) : IHealthCheck
    where TModel : class, IHostedModel
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default) =>
        Task.FromResult(models.HasModel
            ? HealthCheckResult.Healthy($"model {models.Current.Manifest.Version}")
            : HealthCheckResult.Unhealthy("no model is loaded"));
}
