namespace Kws.Audio;

/// <summary>Immutable tables by their parameters. Callers of a server choose the parameters, so it is
/// bounded.</summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity, Func<TKey, TValue> make)
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _values = [];
    private readonly Lock _gate = new();

    /// <summary>The value of a key, made on first use; everything is forgotten when the cache is full.</summary>
    public TValue For(TKey key)
    {
        lock (_gate)
        {
            if (_values.TryGetValue(key, out var known))
                return known;
        }

        var value = make(key);
        lock (_gate)
        {
            if (_values.Count >= capacity)
                _values.Clear();
            return _values[key] = value;
        }
    }
}
