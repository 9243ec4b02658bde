using Kws.Contracts.Events;
using MassTransit;

namespace Kws.ServiceDefaults.Bus;

/// <summary>
/// Deals with each event once, although the bus may deliver it more often. An event counts as dealt with when
/// <see cref="ConsumeOnceAsync"/> has ended without throwing; one that throws is retried, then goes to the error queue.
/// </summary>
/// <param name="seen">Shared by all instances of the consumer: register it as a singleton for this consumer.</param>
public abstract class IdempotentConsumer<TEvent>(SeenEvents seen) : IConsumer<TEvent> where TEvent : class, IMeshEvent
{
    public async Task Consume(ConsumeContext<TEvent> context)
    {
        // Remembered before, so that a copy which arrives meanwhile is left out too.
        if (!seen.TryAdd(context.Message.EventId))
            return;
        try
        {
            await ConsumeOnceAsync(context.Message, context.CancellationToken).ConfigureAwait(false);
        }
        catch
        {
            seen.Remove(context.Message.EventId);
            throw;
        }
    }

    protected abstract Task ConsumeOnceAsync(TEvent meshEvent, CancellationToken cancellationToken);
}
