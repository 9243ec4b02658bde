namespace Kws.Tts.Engines.Espeak;

/// <summary>Turns espeak-ng's positions (characters, from 1) into offsets of a .NET string (UTF-16 units, from
/// 0).</summary>
internal sealed class TextPositions(string text)
{
    private readonly int[]? _starts = text.Any(char.IsSurrogate) ? [.. CharacterStarts(text)] : null;

    /// <summary>Offset and length of a word, clamped to the text.</summary>
    public (int Offset, int Length) ToUtf16(int position, int length)
    {
        var start = At(position - 1);
        return (start, At(position - 1 + length) - start);
    }

    private int At(int character) => _starts is null
        ? Math.Clamp(character, 0, text.Length)
        : _starts[Math.Clamp(character, 0, _starts.Length - 1)];

    private static IEnumerable<int> CharacterStarts(string text)
    {
        for (var i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
            yield return i;
        yield return text.Length;
    }
}
