using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Draining;

/// <summary>
/// Starts the drain when the host is told to stop; keeps the web server listening for the announcement, until the
/// calls in flight have ended (or their time is up), and until their status has reached the devices.
/// </summary>
internal sealed class DrainingService : IHostedLifecycleService, IDrainSignal, IDisposable
{
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly CallsInFlight _calls;
    private readonly DrainOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<DrainingService> _logger;
    private bool _hadCalls;

    public DrainingService(
        IHostApplicationLifetime lifetime, CallsInFlight calls, IOptions<DrainOptions> options,
            TimeProvider timeProvider,
        ILogger<DrainingService> logger)
    {
        _calls = calls;
        _options = options.Value;
        _timeProvider = timeProvider;
        _logger = logger;
        _registration = lifetime.ApplicationStopping.Register(Begin);
    }

    public CancellationToken Draining => _draining.Token;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Begin();
        await WaitAsync(_options.Announcement, cancellationToken);
        await _calls.WhenNone().WaitAsync(_options.Timeout, _timeProvider, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_hadCalls)
            await WaitAsync(_options.Linger, cancellationToken);
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

    private async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        if (time > TimeSpan.Zero)
            await Task.Delay(time, _timeProvider, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Begin()
    {
        if (_draining.IsCancellationRequested)
            return;
        DrainLog.Begun(_logger, _options.Timeout);
        // Before the signal: calls may end within it, and their status is still on its way.
        _hadCalls = _calls.Count > 0;
        _draining.Cancel();
    }
}

internal static partial class DrainLog
{
    [LoggerMessage(EventId = 1010, EventName = "DrainBegun", Level = LogLevel.Information,
        Message = "Draining: new calls are refused, calls in flight have {Timeout} to finish")]
    public static partial void Begun(ILogger logger, TimeSpan timeout);
}
