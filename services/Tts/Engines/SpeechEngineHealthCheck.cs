using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.Tts.Engines;

/// <summary>Health by what the engine says of itself.</summary>
internal sealed class SpeechEngineHealthCheck(ISpeechEngine engine) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default) => engine.CheckHealthAsync(cancellationToken);
}
