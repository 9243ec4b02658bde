using Kws.Tts.Text;

namespace Kws.Tts.Engines.Espeak;

/// <summary>Ends a clause where changes of pitch, volume and emphasis between two words would cost speech.</summary>
/// <remarks>
/// espeak-ng 1.51 speaks from a ring of 170 commands. It makes sure of room for a word's first phoneme (10 to 25), not
/// for the changes before it, two commands each: too many of them overrun the ring, and up to two seconds of speech
/// and their word marks are gone. At the begin of a clause the ring is empty.
/// </remarks>
/// <param name="text">What the library gets so far.</param>
internal sealed class ChangeLimit(SpokenText.Builder text)
{
    // Of 1500 sentences with four changes before a word one lost speech, of those with five eleven.
    private const int MostWithinClause = 3;
    private const int MostAtClauseEnd = 4;
    private const int MostAtBegin = 20;
    private const string ShortPause = "<break time=\"20ms\"/>";

    // It takes the place of the silence that the library puts after a sentence.
    private const string SentencePause = "<break time=\"400ms\"/>";

    private int _changes;
    private int _place;
    private char _last;
    private bool _isWithinClause;
    private bool _isAfterSentence;

    /// <summary>Counts changes of the markup that comes next.</summary>
    public void Add(int changes)
    {
        if (_changes == 0)
        {
            _place = text.Length;
            _isWithinClause &= !",;:?!".Contains(_last, StringComparison.Ordinal);
            _isAfterSentence = _last == '.';
        }
        _changes += changes;
        if (_changes <= MostAtBegin)
            return;
        EndClause();
        text.Markup(ShortPause);
        (_changes, _place) = (changes, text.Length);
    }

    /// <summary>A character of content came; only letters and digits surely are spoken.</summary>
    public void AddText(char character)
    {
        if (char.IsLetterOrDigit(character))
            Allow(MostWithinClause);
        if (char.IsWhiteSpace(character))
            return;
        _last = character;
        _isWithinClause = true;
    }

    /// <summary>Markup or the document's end ends the clause.</summary>
    public void EndClause()
    {
        Allow(MostAtClauseEnd);
        _isWithinClause = false;
    }

    private void Allow(int changes)
    {
        if (_isWithinClause && _changes > changes)
            text.Insert(_place, _isAfterSentence ? SentencePause : ShortPause);
        _changes = 0;
    }
}
