using System.Collections;

namespace Kws.Dashboard.Telemetry;

/// <summary>Attributes in the order in which they came, values as text.</summary>
public sealed class AttributeList(IReadOnlyList<KeyValuePair<string, string>> items) : IReadOnlyList<KeyValuePair<string, string>>
{
    public static readonly AttributeList Empty = new([]);

    public int Count => items.Count;

    public KeyValuePair<string, string> this[int index] => items[index];

    /// <summary>Null when there is none.</summary>
    public string? this[string key]
    {
        get
        {
            foreach (KeyValuePair<string, string> item in items)
                if (item.Key == key)
                    return item.Value;
            return null;
        }
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
