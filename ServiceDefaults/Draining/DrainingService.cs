using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Draining;

/// <summary>Starts the drain when the host is told to stop, and waits for the announcement.</summary>
internal sealed class DrainingService : IHostedLifecycleService, IDrainSignal, IDisposable
{
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly DrainOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<DrainingService> _logger;

    public DrainingService(
        IHostApplicationLifetime lifetime, IOptions<DrainOptions> options, TimeProvider clock, ILogger<DrainingService> logger)
    {
        _options = options.Value;
        _clock = clock;
        _logger = logger;
        _registration = lifetime.ApplicationStopping.Register(Begin);
    }

    public CancellationToken Draining => _draining.Token;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Begin();
        if (_options.Announcement > TimeSpan.Zero)
            await Task.Delay(_options.Announcement, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _registration.Dispose();
        _draining.Dispose();
    }

    private void Begin()
    {
        if (_draining.IsCancellationRequested)
            return;
        DrainLog.Begun(_logger, _options.Timeout);
        _draining.Cancel();
    }
}
