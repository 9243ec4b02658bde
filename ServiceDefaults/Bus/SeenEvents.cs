namespace Kws.ServiceDefaults.Bus;

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
