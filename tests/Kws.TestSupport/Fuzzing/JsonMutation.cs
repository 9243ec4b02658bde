using System.Text.Json.Nodes;

namespace Kws.TestSupport.Fuzzing;

/// <summary>Changes JSON documents so that they stay JSON, mostly.</summary>
public static class JsonMutation
{
    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "1e308", "1e999", "-0.0", "2147483648", "9223372036854775808", "\"\"", "\"\\ud800\"",
        "\"\\u0000\"", "\"../../etc/passwd\"", "[]", "{}", "[null]", "{\"\":null}",
            "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]",
    ];

    /// <summary>The document with one to four values replaced, removed or doubled, or with some bytes
    /// changed.</summary>
    public static byte[] Mutate(byte[] json, Random random)
    {
        var text = System.Text.Encoding.UTF8.GetString(json);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
            text = MutateOnce(text, random);
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return random.Next(4) == 0 ? ByteMutation.Mutate(bytes, random) : bytes;
    }

    private static string MutateOnce(string text, Random random)
    {
        var root = JsonNode.Parse(text);
        var parents = Containers(root).ToList();
        if (parents.Count == 0)
            return text;
        // The new value goes in as text, since not all of them are values that a tree can hold.
        var mark = $"\"mark-{random.Next():x8}\"";
        switch (parents[random.Next(parents.Count)])
        {
            case JsonObject parent when parent.Count > 0:
                var key = parent.ElementAt(random.Next(parent.Count)).Key;
                if (random.Next(5) == 0)
                    parent.Remove(key);
                else
                    parent[random.Next(8) == 0 ? key + "x" : key] = JsonNode.Parse(mark);
                break;
            case JsonArray parent when parent.Count > 0:
                if (random.Next(3) == 0)
                    parent.Add(parent[0]?.DeepClone());
                else
                    parent[random.Next(parent.Count)] = JsonNode.Parse(mark);
                break;
        }
        var mutated = root!.ToJsonString()
            .Replace(mark, s_values[random.Next(s_values.Length)], StringComparison.Ordinal);
        return IsJson(mutated) ? mutated : text;
    }

    private static bool IsJson(string text)
    {
        try
        {
            return JsonNode.Parse(text)?.ToJsonString() is not null;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    private static IEnumerable<JsonNode> Containers(JsonNode? node) => node switch
    {
        JsonObject parent => parent.Select(property => property.Value).SelectMany(Containers).Prepend(parent),
        JsonArray parent => parent.SelectMany(Containers).Prepend(parent),
        _ => [],
    };
}
