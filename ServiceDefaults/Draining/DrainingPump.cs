using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Kws.ServiceDefaults.Draining;

/// <summary>
/// Works off a queue in the background. On stop it closes the queue and works off what is left for the drain time; then
/// it gives up, which <see cref="GivenUp"/> tells the work under way.
/// </summary>
/// <param name="drainTimeout">How long a stop waits; zero: it gives up at once.</param>
/// <param name="timeProvider">Measures that time.</param>
public abstract class DrainingPump(TimeSpan drainTimeout, TimeProvider timeProvider) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _giveUp = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Cancelled when the drain time is over: whatever is still in the queue is to be dropped.</summary>
    protected CancellationToken GivenUp => _giveUp.Token;

    public virtual Task StartAsync(CancellationToken cancellationToken)
    {
        using (ExecutionContext.SuppressFlow())
            _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        CloseQueue();
        try
        {
            // Not cut short by the host's patience: calls may have used it up, and what they queued comes last.
            await _running.WaitAsync(drainTimeout, timeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _giveUp.CancelAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose()
    {
        _giveUp.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Nothing more is taken, so that <see cref="WorkOffAsync"/> comes to an end.</summary>
    protected abstract void CloseQueue();

    /// <summary>
    /// Takes from the queue until it is closed and empty; soon over once <see cref="GivenUp"/> is cancelled.
    /// </summary>
    protected abstract Task WorkOffAsync();

    private Task RunAsync()
    {
        // The work belongs to no call: without this it would be traced as part of whatever started the host.
        Activity.Current = null;
        return WorkOffAsync();
    }
}
