using System.Text;

namespace Kws.Tts.Text;

/// <summary>
/// A text on its way to an engine, and where each of its characters came from: what an engine says about its text is
/// told about the text before it.
/// </summary>
internal sealed class SpokenText
{
    private readonly IReadOnlyList<TextSpan?>? _source;

    private SpokenText(string text, IReadOnlyList<TextSpan?>? source) => (Text, _source) = (text, source);

    /// <summary>What the engine gets.</summary>
    public string Text { get; }

    /// <summary>A text that is spoken as it came.</summary>
    public static SpokenText AsItIs(string text) => new(text, null);

    /// <summary>The place in the text before of a place in this one; empty where only markup stands there.</summary>
    public TextSpan Locate(int offset, int length)
    {
        var start = Math.Clamp(offset, 0, Text.Length);
        var end = Math.Clamp((long)offset + length, start, Text.Length);
        if (_source is null)
            return new TextSpan(start, (int)end);
        TextSpan? whole = null;
        for (var i = start; i < end; i++)
            if (_source[i] is { } here)
                whole = whole is { } before
                    ? new TextSpan(Math.Min(before.Start, here.Start), Math.Max(before.End, here.End))
                    : here;
        return whole ?? default;
    }

    /// <summary>Writes a text piece by piece.</summary>
    internal sealed class Builder
    {
        private readonly StringBuilder _text = new();
        private readonly List<TextSpan?> _source = [];

        /// <summary>Characters so far.</summary>
        public int Length => _text.Length;

        /// <summary>Adds what has no place in the text before, such as a tag.</summary>
        public Builder Markup(string markup) => Add(markup, null);

        /// <summary>Puts in what has no place in the text before.</summary>
        public void Insert(int place, string markup)
        {
            _text.Insert(place, markup);
            _source.InsertRange(place, new TextSpan?[markup.Length]);
        }

        /// <summary>Adds characters that stand for one place of the text before.</summary>
        public Builder Add(string characters, TextSpan? source)
        {
            _text.Append(characters);
            for (var i = 0; i < characters.Length; i++)
                _source.Add(source);
            return this;
        }

        /// <summary>Adds a character of content, escaped where markup begins with it.</summary>
        public Builder Escaped(char character, TextSpan? source) => character switch
        {
            '&' => Add("&amp;", source),
            '<' => Add("&lt;", source),
            '>' => Add("&gt;", source),
            '"' => Add("&quot;", source),
            _ => Add(character.ToString(), source),
        };

        /// <summary>The text so far.</summary>
        public SpokenText Build() => new(_text.ToString(), [.. _source]);
    }
}
