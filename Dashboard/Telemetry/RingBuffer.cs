namespace Kws.Dashboard.Telemetry;

/// <summary>The newest <paramref name="capacity"/> items. Not safe for several threads.</summary>
internal sealed class RingBuffer<T>(int capacity)
{
    private T[] _items = new T[Math.Min(capacity, 16)];
    private int _oldest;

    public int Count { get; private set; }

    public bool IsFull => Count == capacity;

    /// <summary>Index 0 is the oldest.</summary>
    public T this[int index] => _items[(_oldest + index) % _items.Length];

    public T Newest => this[Count - 1];

    /// <summary>Takes the oldest item's place when full: take it away first to know it.</summary>
    public void Add(T item)
    {
        if (IsFull)
            RemoveOldest();
        else if (Count == _items.Length)
            Grow();
        _items[(_oldest + Count) % _items.Length] = item;
        Count++;
    }

    public T RemoveOldest()
    {
        T item = _items[_oldest];
        _items[_oldest] = default!;
        _oldest = (_oldest + 1) % _items.Length;
        Count--;
        return item;
    }

    public void Clear()
    {
        _items = new T[Math.Min(capacity, 16)];
        (_oldest, Count) = (0, 0);
    }

    public IEnumerable<T> NewestFirst()
    {
        for (int index = Count - 1; index >= 0; index--)
            yield return this[index];
    }

    public IEnumerable<T> OldestFirst()
    {
        for (int index = 0; index < Count; index++)
            yield return this[index];
    }

    private void Grow()
    {
        T[] items = [.. OldestFirst()];
        _items = new T[Math.Min(capacity, Count * 2)];
        items.CopyTo(_items, 0);
        _oldest = 0;
    }
}
