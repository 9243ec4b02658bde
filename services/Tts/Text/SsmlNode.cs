namespace Kws.Tts.Text;

/// <summary>What a node of a document is.</summary>
internal enum SsmlNodeKind
{
    /// <summary>The begin of an element; an empty element is an open and a close.</summary>
    Open,

    /// <summary>The end of an element.</summary>
    Close,

    /// <summary>Characters: text, white space or CDATA, references resolved.</summary>
    Text,

    /// <summary>A processing instruction.</summary>
    Instruction,
}

/// <summary>One node of an SSML document, in the order of the document. Comments are no nodes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Of the element or instruction, as written; of a text the empty string.</param>
/// <param name="Text">The characters of a text, else empty.</param>
internal sealed record SsmlNode(SsmlNodeKind Kind, string Name, string Text)
{
    /// <summary>Attributes in the order of the document.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>The element's namespace; empty: none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Line of the document, from 1.</summary>
    public int Line { get; init; }

    /// <summary>Elements around it; 0 for the root.</summary>
    public int Depth { get; init; }

    /// <summary>Where each UTF-16 unit of <see cref="Text"/> stands in the document.</summary>
    public IReadOnlyList<TextSpan> Source { get; init; } = [];

    /// <summary>An attribute's value, or null.</summary>
    public string? this[string attribute] =>
        Attributes.FirstOrDefault(given => given.Key == attribute) is { Key: not null } found ? found.Value : null;
}

/// <summary>A place in a text, in UTF-16 units.</summary>
internal readonly record struct TextSpan(int Start, int End);
