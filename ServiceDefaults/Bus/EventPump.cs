using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Bus;

/// <summary>
/// Publishes what the buffer holds, some events at a time, each until the broker confirms it. On stop it goes on
/// for the drain time; what is left then is counted and logged.
/// </summary>
internal sealed class EventPump(
    EventBuffer buffer, IBus bus, IOptions<BusOptions> options, BusMetrics metrics, TimeProvider clock, ILogger<EventPump> logger) : IHostedService, IDisposable
{
    // Enough to hide the confirmation's round trip, few enough to keep the order roughly.
    private const int InFlight = 16;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _giveUp = new();
    private Task _running = Task.CompletedTask;
    private volatile bool _isAway;

    /// <summary>Whether the latest attempt to publish failed.</summary>
    public bool IsAway => _isAway;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        using (ExecutionContext.SuppressFlow())
            _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        buffer.Complete();
        try
        {
            // Not cut short by the host's patience: calls may have used it up, and their events come last.
            await _running.WaitAsync(options.Value.DrainTimeout, clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _giveUp.CancelAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _giveUp.Dispose();

    private async Task RunAsync()
    {
        Activity.Current = null;
        var batch = new List<PendingEvent>(InFlight);
        while (await buffer.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < InFlight && buffer.Reader.TryRead(out var pending))
                batch.Add(pending);
            await Task.WhenAll(batch.Select(PublishAsync)).ConfigureAwait(false);
        }

        buffer.TellRemainingDrops("stopped before the bus took them", "buffered event");
    }

    private async Task PublishAsync(PendingEvent pending)
    {
        for (var pause = options.Value.RetryDelay; !_giveUp.IsCancellationRequested; pause = Min(2 * pause, LongestPause))
        {
            try
            {
                await AttemptAsync(pending).ConfigureAwait(false);
                return;
            }
            catch (Exception e)
            {
                metrics.Retried(pending.Name);
                Away(e);
                await Task.Delay(pause, clock, _giveUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        buffer.Drop(pending, "stopped before the bus took them");
    }

    private async Task AttemptAsync(PendingEvent pending)
    {
        using var patience = new CancellationTokenSource(options.Value.ConfirmTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _giveUp.Token);
        await pending.PublishAsync(bus, clock, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        metrics.Published(pending.Name);
        if (_isAway)
        {
            _isAway = false;
            BusLog.Back(logger, buffer.Count);
        }
    }

    private void Away(Exception reason)
    {
        if (_isAway || _giveUp.IsCancellationRequested)
            return;
        _isAway = true;
        BusLog.Away(logger, reason is OperationCanceledException ? "no confirmation in time" : reason.Message, buffer.Count);
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
