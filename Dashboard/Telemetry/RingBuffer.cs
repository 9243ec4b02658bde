namespace Kws.Dashboard.Telemetry;

/// <summary>The newest <paramref name="capacity"/> items. Not safe for several threads.</summary>
internal sealed class RingBuffer<T>(int capacity)
{
    private readonly List<T> _items = [];
    private int _oldest;

    public int Count => _items.Count;

    /// <summary>Index 0 is the oldest.</summary>
    public T this[int index] => _items[(_oldest + index) % _items.Count];

    public T Newest => this[Count - 1];

    public void Add(T item)
    {
        if (_items.Count < capacity)
        {
            _items.Add(item);
            return;
        }
        _items[_oldest] = item;
        _oldest = (_oldest + 1) % capacity;
    }

    public void Clear()
    {
        _items.Clear();
        _oldest = 0;
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
}
