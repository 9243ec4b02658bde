using System.Text.Json;

namespace Kws.ServiceDefaults.Access.Revocation;

/// <summary>The list as its issuer tells it:
/// <c>{"revoked":[{"sub":"kitchen","at":"2026-01-01T00:00:00Z"}]}</c>.</summary>
internal static class RevocationList
{
    private const string Revoked = "revoked";

    /// <summary>By subject the latest time before which everything is void.</summary>
    /// <exception cref="JsonException">It is no such list.</exception>
    public static IReadOnlyDictionary<string, DateTimeOffset> Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty(Revoked, out var entries)
            || entries.ValueKind != JsonValueKind.Array)
            throw new JsonException($"no list '{Revoked}'");
        var revoked = new Dictionary<string, DateTimeOffset>(entries.GetArrayLength());
        foreach (var entry in entries.EnumerateArray())
        {
            var (subject, at) = Read(entry);
            if (!revoked.TryGetValue(subject, out var known) || known < at)
                revoked[subject] = at;
        }
        return revoked;
    }

    private static (string Subject, DateTimeOffset At) Read(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object
            && entry.TryGetProperty("sub", out var subject) && subject.ValueKind == JsonValueKind.String
            && entry.TryGetProperty("at", out var time) && time.ValueKind == JsonValueKind.String
            && time.TryGetDateTimeOffset(out var at)
            ? (subject.GetString()!, at)
            : throw new JsonException($"an entry of '{Revoked}' without sub or at");
}
