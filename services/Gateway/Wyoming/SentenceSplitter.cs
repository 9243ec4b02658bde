using System.Text;

namespace Kws.Gateway.Wyoming;

/// <summary>Text that comes in pieces, sentence by sentence, so that the first is spoken while the next are
/// written.</summary>
internal sealed class SentenceSplitter
{
    /// <summary>Longest piece that is spoken at once, in UTF-16 code units: less than the speech service
    /// takes.</summary>
    public const int MaxPiece = 1000;

    private const string Ends = ".!?…。！？";
    private const string WideEnds = "。！？";
    private const string Closers = "\"')]}”’»";
    private readonly StringBuilder _text = new();

    /// <summary>Takes text.</summary>
    /// <returns>The sentences that it completes.</returns>
    public IReadOnlyList<string> Add(string text)
    {
        _text.Append(text);
        List<string> sentences = [];
        while (TakeEnd() is { } end)
            sentences.Add(Take(end));
        return [.. sentences.Where(IsSpoken)];
    }

    /// <summary>No more text comes.</summary>
    /// <returns>What is left; null: nothing.</returns>
    public string? Finish() => Take(_text.Length) is var rest && IsSpoken(rest) ? rest : null;

    private string Take(int length)
    {
        var sentence = _text.ToString(0, length).Trim();
        _text.Remove(0, length);
        return sentence;
    }

    /// <summary>Where the first sentence ends; null: it may go on.</summary>
    private int? TakeEnd()
    {
        for (var i = 0; i < Math.Min(_text.Length, MaxPiece); i++)
        {
            if (_text[i] == '\n')
                return i + 1;
            if (Ends.Contains(_text[i], StringComparison.Ordinal) && EndBehind(i) is { } end)
                return end;
        }
        return _text.Length > MaxPiece ? LastSpace() : null;
    }

    // A point is the end only before a space: it may stand in a number, a name or an address. More of it may follow.
    private int? EndBehind(int at)
    {
        var isWide = WideEnds.Contains(_text[at], StringComparison.Ordinal);
        var next = at + 1;
        while (next < _text.Length && (Ends.Contains(_text[next], StringComparison.Ordinal)
            || Closers.Contains(_text[next], StringComparison.Ordinal)))
            next++;
        if (next == _text.Length)
            return null;
        return isWide || char.IsWhiteSpace(_text[next]) ? next : null;
    }

    private int LastSpace()
    {
        for (var i = MaxPiece; i > 0; i--)
        {
            if (char.IsWhiteSpace(_text[i]))
                return i;
        }
        return char.IsHighSurrogate(_text[MaxPiece - 1]) ? MaxPiece - 1 : MaxPiece;
    }

    private static bool IsSpoken(string sentence) => sentence.Any(char.IsLetterOrDigit);
}
