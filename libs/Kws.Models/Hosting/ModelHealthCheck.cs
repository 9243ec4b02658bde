using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.Models;

/// <summary>Not ready for work without a model; degraded while another one than the wanted serves.</summary>
internal sealed class ModelHealthCheck<TModel>(ModelHost<TModel> models) : IHealthCheck
    where TModel : class, IHostedModel
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default) =>
        Task.FromResult((models.HasModel, models.Refusal ?? models.Hindrance) switch
        {
            (false, var refusal) => HealthCheckResult.Unhealthy($"no model is loaded: {refusal}"),
            (true, null) => HealthCheckResult.Healthy($"model {models.Current.Manifest.Version}"),
            (true, var refusal) => HealthCheckResult.Degraded($"model {models.Current.Manifest.Version}; {refusal}"),
        });
}
