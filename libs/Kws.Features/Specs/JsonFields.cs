using System.Globalization;
using System.Text.Json;

namespace Kws.Features;

/// <summary>Takes typed fields out of one JSON object and gathers every fault on the way.</summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    public JsonFields(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new InvalidFeatureSpecException([$"text is a JSON {root.ValueKind}; allowed: one JSON object"]);
        foreach (var property in root.EnumerateObject())
        {
            if (!_fields.TryAdd(property.Name, property.Value))
                _faults.Add($"{Shorten(property.Name)} is given twice; allowed: once");
        }
    }

    public int Integer(string name)
    {
        var value = Number(name);
        if (value == Math.Floor(value) && Math.Abs(value) <= int.MaxValue)
            return (int)value;
        if (!double.IsNaN(value))
            _faults.Add($"{name} is {value.ToString(CultureInfo.InvariantCulture)}; allowed: a 32-bit integer");
        return 0;
    }

    /// <summary>NaN after a fault was noted.</summary>
    public double Number(string name)
    {
        if (!_fields.Remove(name, out var element))
            _faults.Add($"{name} is missing; allowed: a number");
        else if (element.ValueKind != JsonValueKind.Number || !element.TryGetDouble(out var value)
            || !double.IsFinite(value))
            _faults.Add($"{name} is {Shorten(element.GetRawText())}; allowed: a number");
        else
            return value;
        return double.NaN;
    }

    /// <summary>Index of the text among <paramref name="choices"/>, whose first entry is no choice.</summary>
    public int Choice(string name, string[] choices)
    {
        var allowed = string.Join(" or ", choices[1..]);
        if (!_fields.Remove(name, out var element))
        {
            _faults.Add($"{name} is missing; allowed: {allowed}");
            return 0;
        }

        var index = element.ValueKind == JsonValueKind.String ? Array.IndexOf(choices, element.GetString(), 1) : -1;
        if (index < 1)
            _faults.Add($"{name} is {Shorten(element.GetRawText())}; allowed: {allowed}");
        return Math.Max(index, 0);
    }

    public void ThrowIfFaulty()
    {
        foreach (var name in _fields.Keys)
            _faults.Add($"{Shorten(name)} is unknown; allowed: the thirteen keys of a feature spec");
        if (_faults.Count > 0)
            throw new InvalidFeatureSpecException(_faults);
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
