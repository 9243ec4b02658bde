using System.Text.Json;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>What two manifests differ in, field by field.</summary>
internal static class ManifestDifferences
{
    // What an entry of a list is known by.
    private static readonly string[] s_names = ["name", "path"];

    /// <summary>By field; a field that one of them lacks is empty there.</summary>
    public static IEnumerable<ManifestDifference> Between(string from, string to)
    {
        var (before, after) = (FieldsOf(from), FieldsOf(to));
        return before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Select(field => new ManifestDifference(
                field, before.GetValueOrDefault(field, ""), after.GetValueOrDefault(field, "")))
            .Where(difference => difference.From != difference.To);
    }

    private static Dictionary<string, string> FieldsOf(string manifest)
    {
        using var document = JsonDocument.Parse(manifest.TrimStart('\uFEFF'));
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(fields, "", document.RootElement);
        return fields;
    }

    private static void Add(Dictionary<string, string> fields, string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
            foreach (var property in value.EnumerateObject())
                Add(fields, path.Length == 0 ? KeyOf(property) : $"{path}.{KeyOf(property)}", property.Value);
        else if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().Any(IsNested))
            foreach (var (key, entry) in Entries(value))
                AddEntry(fields, $"{path}.{key}", entry);
        else
            fields[path] = TextOf(value);
    }

    // What it is known by stands in the path, and a value for the whole: "metrics.accuracy", "metrics.accuracy.data".
    private static void AddEntry(Dictionary<string, string> fields, string path, JsonElement entry)
    {
        var before = fields.Count;
        if (NameOf(entry) is null)
            Add(fields, path, entry);
        else
            foreach (var property in entry.EnumerateObject().Where(property => !s_names.Contains(KeyOf(property))))
                Add(fields, KeyOf(property) == "value" ? path : $"{path}.{KeyOf(property)}", property.Value);
        if (fields.Count == before)
            fields[path] = entry.GetRawText();
    }

    // JSON's grammar lets half of a surrogate pair pass, in keys that nobody reads.
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }

    private static string KeyOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "(no Unicode)";
        }
    }

    // A metric is known by what was measured, a file by its path; a second one of a name by its place.
    private static IEnumerable<(string Key, JsonElement Entry)> Entries(JsonElement list)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = 0;
        foreach (var entry in list.EnumerateArray())
        {
            var key = NameOf(entry) ?? $"{index}";
            index++;
            seen[key] = seen.GetValueOrDefault(key) + 1;
            yield return (seen[key] == 1 ? key : $"{key}#{seen[key]}", entry);
        }
    }

    private static string? NameOf(JsonElement entry) => s_names
        .Select(name => Property(entry, name) is { ValueKind: JsonValueKind.String } value ? TextOf(value) : null)
        .FirstOrDefault(name => name is not null);

    private static JsonElement? Property(JsonElement entry, string name)
    {
        try
        {
            return entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsNested(JsonElement entry) => entry.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
}

/// <param name="Field">Such as "metrics.accuracy".</param>
/// <param name="From">Empty: not there.</param>
/// <param name="To">Empty: not there.</param>
internal sealed record ManifestDifference(string Field, string From, string To);
