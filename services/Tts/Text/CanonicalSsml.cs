using System.Globalization;

namespace Kws.Tts.Text;

/// <summary>Writes a checked document in the one form that engines get.</summary>
/// <remarks>
/// No declaration, namespaces, comments or CDATA; references only to the characters that XML reserves; pauses in whole
/// milliseconds; a <c>sub</c> as the text of its alias, which refers to the text that it stands for.
/// </remarks>
internal static class CanonicalSsml
{
    /// <summary>The document, with the places of its characters in the client's.</summary>
    public static SpokenText Write(IReadOnlyList<SsmlNode> nodes)
    {
        var text = new SpokenText.Builder();
        for (var i = 0; i < nodes.Count; i++)
        {
            switch (nodes[i])
            {
                case { Kind: SsmlNodeKind.Open, Name: "sub" } sub when sub["alias"] is { } alias:
                    i = WriteAlias(text, nodes, i, alias);
                    break;
                case { Kind: SsmlNodeKind.Open } open:
                    text.Markup(Tag(open));
                    break;
                case { Kind: SsmlNodeKind.Close } close:
                    text.Markup($"</{close.Name}>");
                    break;
                case { Kind: SsmlNodeKind.Text } content:
                    for (var at = 0; at < content.Text.Length; at++)
                        text.Escaped(content.Text[at], content.Source[at]);
                    break;
            }
        }
        return text.Build();
    }

    /// <summary>An element's opening tag.</summary>
    public static string Tag(SsmlNode open) =>
        $"<{open.Name}{string.Concat(open.Attributes.Where(IsPassedOn).Select(Written))}>";

    private static bool IsPassedOn(KeyValuePair<string, string> attribute) =>
        attribute.Key is not ("version" or "xmlns") && (attribute.Key == "xml:lang" || !attribute.Key.Contains(':'));

    // Values are of a checked alphabet without quotes and brackets.
    private static string Written(KeyValuePair<string, string> attribute) => attribute.Key == "time"
        ? string.Create(CultureInfo.InvariantCulture, $" time=\"{SsmlValues.PauseMs(attribute.Value)}ms\"")
        : $" {attribute.Key}=\"{attribute.Value}\"";

    // Returns the index of the element's end.
    private static int WriteAlias(SpokenText.Builder text, IReadOnlyList<SsmlNode> nodes, int open, string alias)
    {
        var close = open + 1;
        while (nodes[close].Kind != SsmlNodeKind.Close || nodes[close].Depth != nodes[open].Depth)
            close++;
        TextSpan[] inside = [.. nodes.Skip(open).Take(close - open).SelectMany(node => node.Source)];
        TextSpan? whole = inside.Length > 0 ? new TextSpan(inside[0].Start, inside[^1].End) : null;
        text.Markup(" ");
        foreach (var character in alias)
            text.Escaped(character, whole);
        text.Markup(" ");
        return close;
    }
}
