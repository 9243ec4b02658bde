using System.Text.RegularExpressions;
using System.Xml;
using Kws.ServiceDefaults.Errors;
using Kws.Tts.Engines;

namespace Kws.Tts.Text;

/// <summary>
/// The subset of SSML 1.1 that clients may send: no element or attribute that reads a file or an address,
/// no document type, bounded depth and pauses. Everything outside it is refused by name. What is spoken is written anew
/// from what was checked.
/// </summary>
internal static partial class SsmlPolicy
{
    private const int MaxDepth = 16;
    private const string SsmlNamespace = "http://www.w3.org/2001/10/synthesis";

    private static readonly Dictionary<string, string[]> s_attributesOf = new()
    {
        ["speak"] = ["version", "xml:lang"],
        ["p"] = ["xml:lang"],
        ["s"] = ["xml:lang"],
        ["break"] = ["time", "strength"],
        ["emphasis"] = ["level"],
        ["prosody"] = ["rate", "pitch", "volume"],
        ["say-as"] = ["interpret-as", "format"],
        ["sub"] = ["alias"],
        ["voice"] = ["name", "gender", "xml:lang"],
    };

    /// <summary>
    /// The document as an engine gets it: the elements and texts that were checked and nothing else, in a form that
    /// any parser reads alike.
    /// </summary>
    /// <param name="ssml">The client's document.</param>
    /// <param name="voices">Those that <c>voice name</c> may ask for.</param>
    /// <exception cref="InvalidRequestException">Malformed, or outside the subset; names the element and the
    /// line.</exception>
    public static SpokenText Read(string ssml, VoiceCatalogue voices)
    {
        var nodes = Parse(ssml);
        if (nodes.FirstOrDefault(node => node.Kind == SsmlNodeKind.Open) is { Name: not "speak" } root)
            throw Refused(root, $"<{root.Name}>", "a document whose root is <speak>");
        foreach (var node in nodes)
            Check(node, voices);
        return CanonicalSsml.Write(nodes);
    }

    private static IReadOnlyList<SsmlNode> Parse(string ssml)
    {
        try
        {
            return SsmlReader.Read(ssml);
        }
        catch (XmlException exception)
        {
            // A refused document type comes without its place.
            throw new InvalidRequestException("text",
                $"line {Math.Max(exception.LineNumber, 1)}, column {Math.Max(exception.LinePosition, 1)}",
                    "well-formed SSML without a document type");
        }
    }

    private static void Check(SsmlNode node, VoiceCatalogue voices)
    {
        switch (node.Kind)
        {
            case SsmlNodeKind.Instruction:
                throw Refused(node, $"<?{node.Name}?>", "elements and text only");
            case SsmlNodeKind.Text when node.Text.FirstOrDefault(IsRefused) is not '\0' and var control:
                throw Refused(node, $"control character U+{(int)control:X4}",
                    "no control characters but tab and line ends");
            case SsmlNodeKind.Open:
                CheckElement(node, voices);
                break;
        }
    }

    private static void CheckElement(SsmlNode node, VoiceCatalogue voices)
    {
        if (!s_attributesOf.TryGetValue(node.Name, out var allowed) || node.Namespace is not ("" or SsmlNamespace))
            throw Refused(node, $"<{node.Name}>", $"one of {string.Join(", ", s_attributesOf.Keys)}");
        if (node.Depth > MaxDepth)
            throw Refused(node, $"depth {node.Depth}", $"at most {MaxDepth} levels");
        foreach ((var name, var value) in node.Attributes)
        {
            // Where a schema lies is for editors; nothing is fetched, and nothing of it is passed on.
            if (name is "xmlns" or "xsi:schemaLocation" || name.StartsWith("xmlns:", StringComparison.Ordinal))
                continue;
            if (!allowed.Contains(name))
                throw Refused(node, $"{node.Name} {name}", $"<{node.Name}> with only {string.Join(", ", allowed)}");
            if (Fault(node.Name, name, value, voices) is { } limit)
                throw Refused(node, $"{node.Name} {name} '{value}'", limit);
        }
    }

    // What is allowed, when a value is not.
    private static string? Fault(string element, string attribute, string value, VoiceCatalogue voices) =>
        (element, attribute) switch
        {
            ("voice", "name") when !voices.Contains(value) => "a voice of ListVoices",
            ("voice", "gender") when value is not ("male" or "female" or "neutral") => "male, female or neutral",
            ("break", "time") when SsmlValues.PauseMs(value) is null =>
                $"0 to {SsmlValues.MaxPauseMs / 1000} s, such as 500ms or 2s",
            ("break", "strength") when !SsmlValues.Strengths.ContainsKey(value) => Words(SsmlValues.Strengths),
            ("emphasis", _) when !SsmlValues.Emphases.ContainsKey(value) => Words(SsmlValues.Emphases),
            ("prosody", _) when SsmlValues.Prosody(attribute, value, 1, 1) is null =>
                $"{Words(SsmlValues.ProsodyWords[attribute])}, or up to three digits with an optional sign and unit",
            ("say-as", _) when !Word().IsMatch(value) => "a word of at most 32 letters",
            ("sub", _) when value.Any(IsRefused) => "no control characters",
            (_, "xml:lang") when !Language().IsMatch(value) => "a language such as en-US",
            _ => null,
        };

    private static string Words(IReadOnlyDictionary<string, int> words) => $"one of {string.Join(", ", words.Keys)}";

    private static bool IsRefused(char character) =>
        char.IsControl(character) && character is not ('\t' or '\n' or '\r');

    private static InvalidRequestException Refused(SsmlNode node, string what, string limit) =>
        new("text", $"{Printable.Text(what, 48)} in line {node.Line}", limit);

    [GeneratedRegex(@"^[A-Za-z0-9:-]{1,32}\z")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[A-Za-z0-9-]{1,35}\z")]
    private static partial Regex Language();
}
