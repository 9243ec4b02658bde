using Kws.Contracts.Events;
using MassTransit;

namespace Kws.ServiceDefaults.Bus;

/// <summary>Publishes events of an outbox, which keeps each until it was confirmed.</summary>
/// <remarks>Where a call must not wait, <see cref="IEventPublisher"/> is the way.</remarks>
public interface IConfirmedEvents
{
    /// <summary>Ends when the broker has confirmed the event; at once without a bus, for then nobody listens.</summary>
    /// <exception cref="Exception">The broker is away or refused it; nobody was told, or it is not known.</exception>
    Task PublishAsync(IMeshEvent meshEvent, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class ConfirmedEvents(IBus bus, TimeProvider timeProvider, BusMetrics metrics) : IConfirmedEvents
{
    // A bus that is not connected would let a publication wait for ever.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public async Task PublishAsync(IMeshEvent meshEvent, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(s_patience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var pending = PendingEvent.OfAny(meshEvent);
        try
        {
            await pending.PublishAsync(bus, timeProvider, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"the bus did not confirm {pending.Name} in {s_patience.TotalSeconds} s");
        }

        metrics.Published(pending.Name);
    }
}

/// <summary>For a service that runs alone: nobody listens.</summary>
internal sealed class NoConfirmedEvents : IConfirmedEvents
{
    public Task PublishAsync(IMeshEvent meshEvent, CancellationToken cancellationToken) => Task.CompletedTask;
}
