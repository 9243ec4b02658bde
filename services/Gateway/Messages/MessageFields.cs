using System.Text.Json;
using System.Text.Unicode;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Messages;

/// <summary>The fields of a JSON object that a client sent, each of the kind that is asked for; what nobody asks for is
/// refused.</summary>
/// <remarks>Read every field, then <see cref="RefuseOthers"/>.</remarks>
internal sealed class MessageFields
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly Dictionary<string, JsonElement> _fields;
    private readonly string _prefix;
    private readonly List<string> _known = [];

    private MessageFields(Dictionary<string, JsonElement> fields, string prefix) =>
        (_fields, _prefix) = (fields, prefix);

    private static MessageFields Of(JsonElement json, string name, string prefix)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw NoObject(name);
        return new MessageFields(
            json.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.Clone()), prefix);
    }

    /// <param name="message">UTF-8.</param>
    /// <exception cref="InvalidRequestException">It is no JSON object, or has a name twice.</exception>
    public static MessageFields Parse(ReadOnlyMemory<byte> message)
    {
        // Texts in it are read as they are asked for, too late to find out.
        if (!Utf8.IsValid(message.Span))
            throw NoObject("message");
        try
        {
            using var document = JsonDocument.Parse(message, s_strict);
            return Of(document.RootElement, "message", "");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter for a name with half a character.
            throw NoObject("message");
        }
    }

    /// <summary>No fields.</summary>
    public static MessageFields None { get; } = Parse("{}"u8.ToArray());

    /// <summary>These fields, and over them those of another object.</summary>
    public MessageFields With(MessageFields over)
    {
        var merged = new Dictionary<string, JsonElement>(_fields);
        foreach (var (name, value) in over._fields)
            merged[name] = value;
        return new MessageFields(merged, _prefix);
    }

    public bool Has(string name) => Find(name) is not null;

    /// <summary>A text; <paramref name="otherwise"/> where there is none.</summary>
    public string Text(string name, string otherwise = "")
    {
        if (Find(name) is not { } value)
            return otherwise;
        return value.ValueKind == JsonValueKind.String ? TextOf(name, value) : throw Refused(name, value, "a text");
    }

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string name) =>
        Has(name) ? Text(name) : throw new InvalidRequestException(_prefix + name, null, "a text");

    /// <summary>One of a few texts.</summary>
    public T Choice<T>(string name, T otherwise, IReadOnlyDictionary<string, T> choices) =>
        Find(name) is not { } value ? otherwise
        : value.ValueKind == JsonValueKind.String && choices.TryGetValue(Text(name), out var chosen) ? chosen
        : throw Refused(name, value, string.Join(", ", choices.Keys));

    public bool Flag(string name) => Find(name) is { } value && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Refused(name, value, "true or false"),
    };

    /// <summary>A whole number; 0 where there is none.</summary>
    public int Number(string name) => Find(name) is not { } value ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number
        : throw Refused(name, value, "a whole number");

    /// <summary>A whole number; 0 where there is none.</summary>
    public long LongNumber(string name) => Find(name) is not { } value ? 0
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw Refused(name, value, "a whole number");

    /// <summary>A number; null where there is none.</summary>
    public float? Amount(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number) && float.IsFinite(number)
            ? number
        : throw Refused(name, value, "a number");

    /// <summary>An object; null where there is none.</summary>
    public MessageFields? Object(string name) => Find(name) is not { } value ? null
        : Of(value, _prefix + name, $"{_prefix}{name}.");

    /// <summary>A list of objects; empty where there is none.</summary>
    public IReadOnlyList<MessageFields> Objects(string name, int most) =>
        [.. Items(name, most).Select((item, index) =>
            Of(item, $"{_prefix}{name}[{index}]", $"{_prefix}{name}[{index}]."))];

    /// <summary>A list of texts; empty where there is none.</summary>
    public IReadOnlyList<string> Texts(string name, int most) =>
        [.. Items(name, most).Select((item, index) => item.ValueKind == JsonValueKind.String
            ? TextOf($"{name}[{index}]", item)
            : throw Refused($"{name}[{index}]", item, "a text"))];

    /// <summary>A list of some of a few texts; empty where there is none.</summary>
    public IReadOnlyList<string> Choices(string name, IReadOnlyCollection<string> choices) =>
        [.. Items(name, choices.Count).Select((item, index) =>
            item.ValueKind == JsonValueKind.String && TextOf(name, item) is { } text && choices.Contains(text) ? text
            : throw Refused($"{name}[{index}]", item, string.Join(", ", choices)))];

    /// <exception cref="InvalidRequestException">There is a field that nobody asked for.</exception>
    public void RefuseOthers()
    {
        if (_fields.Keys.FirstOrDefault(name => !_known.Contains(name)) is { } other)
            throw new InvalidRequestException(
                $"{_prefix}{Printable.Text(other)}", "an unknown field", string.Join(", ", _known.Distinct()));
    }

    private IEnumerable<JsonElement> Items(string name, int most)
    {
        if (Find(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            throw Refused(name, value, "a list");
        return value.GetArrayLength() <= most
            ? value.EnumerateArray()
            : throw new InvalidRequestException(_prefix + name, $"{value.GetArrayLength()} entries", $"at most {most}");
    }

    private string TextOf(string name, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new InvalidRequestException(_prefix + name, "half a character", "a text");
        }
    }

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        return _fields.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private InvalidRequestException Refused(string name, JsonElement value, string allowed) =>
        new(_prefix + name, value.GetRawText(), allowed);

    private static InvalidRequestException NoObject(string name) =>
        new(name, "a text that is none", "a JSON object with each name once");
}
