namespace Kws.VisionInference.Reading;

/// <summary>A word that ended.</summary>
/// <param name="Letters">1 to <see cref="WordBuilder.MaxLetters"/>, as they were committed.</param>
internal sealed record ReadWord(IReadOnlyList<CommittedLetter> Letters)
{
    /// <summary>The letters as they were committed.</summary>
    public string Spelled { get; } = string.Concat(Letters.Select(letter => letter.Letter));
}

/// <summary>Gathers committed letters to words.</summary>
internal sealed class WordBuilder
{
    /// <summary>A longer run of letters is no word: it ends there, so that a session's memory is bounded.</summary>
    public const int MaxLetters = 64;

    private readonly List<CommittedLetter> _letters = [];

    public bool IsEmpty => _letters.Count == 0;

    /// <summary>Adds a letter; returns the word if it is full.</summary>
    public ReadWord? Add(CommittedLetter letter)
    {
        _letters.Add(letter);
        return _letters.Count < MaxLetters ? null : End();
    }

    /// <summary>The last letter of the word in progress; null when there is none.</summary>
    public CommittedLetter? Last => IsEmpty ? null : _letters[^1];

    /// <summary>Takes back the last letter of the word in progress.</summary>
    public void RemoveLast() => _letters.RemoveAt(_letters.Count - 1);

    /// <summary>Ends the word in progress; null when there is none.</summary>
    public ReadWord? End()
    {
        if (IsEmpty)
            return null;
        var word = new ReadWord([.. _letters]);
        _letters.Clear();
        return word;
    }
}
