namespace Kws.Batching;

/// <summary>Bounded first-in-first-out ring with the time each item came. Not thread-safe: the scheduler
/// locks.</summary>
internal sealed class BatchQueue<T>(int capacity)
{
    private readonly T[] _items = new T[capacity];
    private readonly long[] _timestamps = new long[capacity];
    private readonly bool[] _urgent = new bool[capacity];
    private int _head;
    private int _urgentCount;

    public int Count { get; private set; }

    public bool HasUrgent => _urgentCount > 0;

    /// <summary>Time of the first item; only meaningful when <see cref="Count"/> is above 0.</summary>
    public long OldestTimestamp => _timestamps[_head];

    public bool TryAdd(T item, long timestamp, bool urgent)
    {
        if (Count == _items.Length)
            return false;
        var tail = (_head + Count) % _items.Length;
        _items[tail] = item;
        _timestamps[tail] = timestamp;
        _urgent[tail] = urgent;
        if (urgent)
            _urgentCount++;
        Count++;
        return true;
    }

    public int Take(Span<T> batch)
    {
        var count = Math.Min(Count, batch.Length);
        for (var i = 0; i < count; i++)
        {
            batch[i] = _items[_head];
            _items[_head] = default!;
            if (_urgent[_head])
                _urgentCount--;
            _head = (_head + 1) % _items.Length;
        }
        Count -= count;
        return count;
    }
}
