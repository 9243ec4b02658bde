using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.ServiceDefaults.Draining;

/// <summary>Not ready for work from the begin of the drain on.</summary>
internal sealed class DrainHealthCheck(IDrainSignal drain) : IHealthCheck
{
    public const string Name = "drain";
    public const string Text = "draining";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default) =>
        Task.FromResult(drain.IsDraining ? HealthCheckResult.Unhealthy(Text) : HealthCheckResult.Healthy());
}
