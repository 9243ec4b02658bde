using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.AudioInference.Overload;

/// <summary>Degraded while decisions are late and new streams are refused: what runs is served.</summary>
internal sealed class OverloadHealthCheck(StreamAdmission admission) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default)
    {
        var delay =
            string.Create(CultureInfo.InvariantCulture, $"decisions take {admission.Delay.TotalSeconds:0.00} s");
        return Task.FromResult(admission.IsOverloaded
            ? HealthCheckResult.Degraded($"overloaded: {delay}, new streams are refused")
            : HealthCheckResult.Healthy(delay));
    }
}
