using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using Kws.ServiceDefaults.Errors;
using Kws.Tts.Engines;

namespace Kws.Tts.Text;

/// <summary>
/// The subset of SSML 1.1 that clients may send: no element or attribute that reads a file or an address,
/// no document type, bounded depth and pauses. Everything outside it is refused by name.
/// </summary>
internal static partial class SsmlPolicy
{
    private const int MaxDepth = 16;
    private const double MaxBreakSeconds = 10;

    private static readonly Dictionary<string, string[]> s_attributesOf = new()
    {
        ["speak"] = ["version", "xml:lang", "xmlns"],
        ["p"] = ["xml:lang"],
        ["s"] = ["xml:lang"],
        ["break"] = ["time", "strength"],
        ["emphasis"] = ["level"],
        ["prosody"] = ["rate", "pitch", "volume"],
        ["say-as"] = ["interpret-as", "format"],
        ["sub"] = ["alias"],
        ["voice"] = ["name", "gender", "xml:lang"],
    };

    /// <summary>Checks a document; <paramref name="voices"/> are those that <c>voice name</c> may ask for.</summary>
    /// <exception cref="InvalidRequestException">Malformed, or outside the subset; names the element and the
    /// line.</exception>
    public static void Check(string ssml, VoiceCatalogue voices)
    {
        var settings = new XmlReaderSettings()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersFromEntities = 0
        };
        try
        {
            using var reader = XmlReader.Create(new StringReader(ssml), settings);
            var first = true;
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.ProcessingInstruction)
                    throw Refused(reader, $"<?{reader.Name}?>", "elements and text only");
                if (reader.NodeType != XmlNodeType.Element)
                    continue;
                if (first && reader.Name != "speak")
                    throw Refused(reader, $"<{reader.Name}>", "a document whose root is <speak>");
                first = false;
                CheckElement(reader, voices);
            }
        }
        catch (XmlException exception)
        {
            // A refused document type comes without its place.
            throw new InvalidRequestException("text",
                $"line {Math.Max(exception.LineNumber, 1)}, column {Math.Max(exception.LinePosition, 1)}",
                    "well-formed SSML without a document type");
        }
    }

    private static void CheckElement(XmlReader reader, VoiceCatalogue voices)
    {
        var element = reader.Name;
        if (!s_attributesOf.TryGetValue(element, out var allowed))
            throw Refused(reader, $"<{element}>", $"one of {string.Join(", ", s_attributesOf.Keys)}");
        if (reader.Depth > MaxDepth)
            throw Refused(reader, $"depth {reader.Depth}", $"at most {MaxDepth} levels");
        while (reader.MoveToNextAttribute())
        {
            if (!allowed.Contains(reader.Name))
                throw Refused(reader, $"{element} {reader.Name}",
                    $"<{element}> with only {string.Join(", ", allowed)}");
            CheckValue(reader, element, voices);
        }
        reader.MoveToElement();
    }

    private static void CheckValue(XmlReader reader, string element, VoiceCatalogue voices)
    {
        var value = reader.Value;
        switch (element, reader.Name)
        {
            case ("voice", "name") when !voices.Contains(value):
                throw Refused(reader, $"voice name '{value}'", "a voice of ListVoices");
            case ("break", "time") when !IsPause(value):
                throw Refused(reader, $"break time '{value}'", $"0 to {MaxBreakSeconds} s, such as 500ms or 2s");
            case ("prosody", _) when !Prosody().IsMatch(value):
                throw Refused(reader, $"prosody {reader.Name} '{value}'",
                    "a word such as slow, or up to three digits with an optional sign and %");
            case ("say-as", "interpret-as") when value.Length > 32
                || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or ':'):
                throw Refused(reader, $"interpret-as '{value}'", "a word of at most 32 letters");
        }
    }

    private static bool IsPause(string value)
    {
        var match = Pause().Match(value);
        if (!match.Success)
            return false;
        var amount = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return (match.Groups[2].Value == "ms" ? amount / 1000 : amount) <= MaxBreakSeconds;
    }

    private static InvalidRequestException Refused(XmlReader reader, string what, string limit) =>
        new("text", $"{what} in line {(reader as IXmlLineInfo)?.LineNumber}", limit);

    [GeneratedRegex(@"^(\d{1,6}(?:\.\d{1,3})?)(ms|s)$")]
    private static partial Regex Pause();

    [GeneratedRegex(@"^(?:[a-z-]{1,16}|[+-]?\d{1,3}(?:\.\d{1,2})?(?:%|st|Hz|dB)?)$")]
    private static partial Regex Prosody();
}
