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

/// <summary>The ids of the latest events that were dealt with. Bounded; safe for concurrent use.</summary>
/// <remarks>
/// Lives as long as the process. A consumer whose effect outlives it keeps the id with the effect instead,
/// under a unique key.
/// </remarks>
public sealed class SeenEvents(int capacity = 100_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, long Turn)> _order = new();
    private long _turns;

    /// <summary>Remembers an id, forgetting the oldest beyond the capacity; false when it is remembered
    /// already.</summary>
    public bool TryAdd(string eventId)
    {
        lock (_gate)
        {
            if (!_ids.TryAdd(eventId, ++_turns))
                return false;
            _order.Enqueue((eventId, _turns));
            if (_order.Count > capacity)
                Forget(_order.Dequeue());
            return true;
        }
    }

    /// <summary>Forgets an id, so that its event counts as new.</summary>
    public void Remove(string eventId)
    {
        lock (_gate)
            _ids.Remove(eventId);
    }

    // An id that was removed and added again stands in the queue twice: only its latest turn counts.
    private void Forget((string Id, long Turn) oldest)
    {
        if (_ids.TryGetValue(oldest.Id, out var turn) && turn == oldest.Turn)
            _ids.Remove(oldest.Id);
    }
}
