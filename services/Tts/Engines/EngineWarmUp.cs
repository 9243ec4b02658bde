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
