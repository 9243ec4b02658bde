using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kws.Tts.Engines;

/// <summary>Gets the engine ready while the service starts, so that the first request is as quick as the
/// next.</summary>
internal sealed class EngineWarmUp(ISpeechEngine engine) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => engine.WarmUpAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Health by what the engine says of itself.</summary>
internal sealed class SpeechEngineHealthCheck(ISpeechEngine engine) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default) => engine.CheckHealthAsync(cancellationToken);
}
