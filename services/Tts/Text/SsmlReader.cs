using System.Xml;

namespace Kws.Tts.Text;

/// <summary>Reads a document into nodes that know where their characters stand in it.</summary>
internal static class SsmlReader
{
    private const char ByteOrderMark = '\uFEFF';
    private const string CDataOpen = "<![CDATA[";

    /// <summary>The nodes of a client's document, which may begin with a byte order mark and an XML
    /// declaration.</summary>
    /// <exception cref="XmlException">Not well-formed, or with a document type.</exception>
    public static IReadOnlyList<SsmlNode> Read(string document) => Read(document, checkCharacters: true);

    /// <summary>The nodes of a document that this program wrote.</summary>
    public static IReadOnlyList<SsmlNode> ReadOwn(string document) => Read(document, checkCharacters: false);

    private static List<SsmlNode> Read(string document, bool checkCharacters)
    {
        var skipped = document.StartsWith(ByteOrderMark) ? 1 : 0;
        var source = new SourceText(document, skipped);
        using var reader = XmlReader.Create(new StringReader(document[skipped..]), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersFromEntities = 0,
            IgnoreComments = true,
            CheckCharacters = checkCharacters,
        });
        List<SsmlNode> nodes = [];
        while (reader.Read())
            Add(nodes, reader, source);
        return nodes;
    }

    private static void Add(List<SsmlNode> nodes, XmlReader reader, SourceText source)
    {
        var line = ((IXmlLineInfo)reader).LineNumber;
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                AddElement(nodes, reader, line);
                break;
            case XmlNodeType.EndElement:
                nodes.Add(new SsmlNode(SsmlNodeKind.Close, reader.Name, "") { Line = line, Depth = reader.Depth });
                break;
            case XmlNodeType.ProcessingInstruction:
                nodes.Add(new SsmlNode(SsmlNodeKind.Instruction, reader.Name, "") { Line = line });
                break;
            // White space beside the root is no part of the document.
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace
                when reader.Depth > 0:
                AddText(nodes, reader, source);
                break;
        }
    }

    private static void AddElement(List<SsmlNode> nodes, XmlReader reader, int line)
    {
        var isEmpty = reader.IsEmptyElement;
        var open = new SsmlNode(SsmlNodeKind.Open, reader.Name, "")
        {
            Namespace = reader.NamespaceURI,
            Line = line,
            Depth = reader.Depth,
            Attributes = ReadAttributes(reader),
        };
        nodes.Add(open);
        if (isEmpty)
            nodes.Add(open with { Kind = SsmlNodeKind.Close, Attributes = [] });
    }

    private static void AddText(List<SsmlNode> nodes, XmlReader reader, SourceText source)
    {
        var place = (IXmlLineInfo)reader;
        var start = source.OffsetOf(place.LineNumber, place.LinePosition);
        nodes.Add(new SsmlNode(SsmlNodeKind.Text, "", reader.Value)
        {
            Line = place.LineNumber,
            Depth = reader.Depth,
            Source = source.Align(start, reader.Value, reader.NodeType == XmlNodeType.CDATA),
        });
    }

    private static List<KeyValuePair<string, string>> ReadAttributes(XmlReader reader)
    {
        List<KeyValuePair<string, string>> attributes = [];
        while (reader.MoveToNextAttribute())
            attributes.Add(new(reader.Name, reader.Value));
        reader.MoveToElement();
        return attributes;
    }

    // Turns the reader's lines and columns into offsets, and finds each character of a value again.
    private sealed class SourceText(string document, int skipped)
    {
        private readonly List<int> _lineStarts = LineStarts(document, skipped);

        public int OffsetOf(int line, int column) => _lineStarts[line - 1] + column - 1;

        public TextSpan[] Align(int start, string value, bool isCData)
        {
            if (isCData && string.CompareOrdinal(document, start, CDataOpen, 0, CDataOpen.Length) == 0)
                start += CDataOpen.Length;
            var spans = new TextSpan[value.Length];
            for (var i = 0; i < value.Length; i++)
            {
                var end = EndOfCharacter(start, isCData);
                // A reference to a character beyond the basic plane makes two units.
                var isPair = document[start] == '&' && char.IsHighSurrogate(value[i]);
                spans[i] = new TextSpan(start, end);
                if (isPair && i + 1 < value.Length)
                    spans[++i] = new TextSpan(start, end);
                start = end;
            }
            return spans;
        }

        private int EndOfCharacter(int start, bool isCData) => document[start] switch
        {
            '&' when !isCData => document.IndexOf(';', start) + 1,
            '\r' when start + 1 < document.Length && document[start + 1] == '\n' => start + 2,
            _ => start + 1,
        };

        private static List<int> LineStarts(string text, int from)
        {
            List<int> starts = [from];
            for (var i = from; i < text.Length; i++)
                if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                    starts.Add(i + 1);
            return starts;
        }
    }
}
