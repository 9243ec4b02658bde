namespace Kws.VisionInference.Reading;

/// <summary>A letter that was held long enough.</summary>
/// <param name="Letter">The label.</param>
/// <param name="Confidence">Its mean posterior when it was committed.</param>
/// <param name="FirstCaptured">When it was first seen.</param>
/// <param name="Committed">When it had been held long enough.</param>
/// <param name="Evidence">[labels], the mean posteriors when it was committed.</param>
internal sealed record CommittedLetter(
    string Letter,
    float Confidence,
    TimeSpan FirstCaptured,
    TimeSpan Committed,
    IReadOnlyList<float> Evidence);

/// <summary>
/// Decides when a letter counts: once, when it has held; the same letter again only after another was
/// committed or after a gap that held as long.
/// </summary>
internal sealed class LetterCommitter(ReadingRules rules)
{
    private const int None = -1;

    private ReadingRules _rules = rules;
    private PosteriorAverage _average = new(rules.SmoothingFrames, rules.Labels.Count);
    private int _candidate = None;
    private int _heldFrames;
    private TimeSpan _heldSince;
    private int _last = None;

    /// <summary>The letter that was committed last and may still be shown; null: none.</summary>
    public string? Last => _last == None ? null : _rules.Labels[_last];

    /// <summary>When a letter was last seen; null before the first and after <see cref="Reset"/>.</summary>
    public TimeSpan? LastSeen { get; private set; }

    /// <summary>Takes a frame.</summary>
    /// <param name="posteriors">[labels].</param>
    /// <param name="captured">Not before the last frame's.</param>
    /// <param name="isDrawing">Whether the hand draws a letter that moves: what it shows is not held.</param>
    /// <returns>The letter that this frame commits, or null.</returns>
    public CommittedLetter? Add(ReadOnlySpan<float> posteriors, TimeSpan captured, bool isDrawing = false)
    {
        var mean = _average.Add(posteriors);
        var seen = _rules.Decide(mean);
        if (seen != None)
            LastSeen = captured;
        if (isDrawing)
        {
            _heldFrames = 0;
            return null;
        }
        if (seen != _candidate || _heldFrames == 0)
            (_candidate, _heldFrames, _heldSince) = (seen, 0, captured);
        _heldFrames++;
        if (!HasHeld(captured) || seen == _last)
            return null;
        _last = seen;
        return seen == None
            ? null
            : new CommittedLetter(_rules.Labels[seen], mean[seen], _heldSince, captured, mean.ToArray());
    }

    /// <summary>What is shown was part of a letter that counts already, and is none by itself.</summary>
    /// <param name="letter">A letter; one that the model does not know changes nothing.</param>
    public void Take(string letter)
    {
        if (Array.IndexOf([.. _rules.Labels], letter) is var label and not None)
            (_last, _candidate, _heldFrames) = (label, label, 0);
    }

    /// <summary>Goes on by the rules of another model: what is held and what was committed stays, so no letter is lost
    /// or doubled.</summary>
    public void Adopt(ReadingRules next)
    {
        if (next.SmoothingFrames != _rules.SmoothingFrames || !next.HasLabelsOf(_rules))
            _average = new PosteriorAverage(next.SmoothingFrames, next.Labels.Count);
        var candidate = Translate(_candidate, next);
        // What was held is no letter of the next model, and no gap either.
        if (candidate == None && _candidate != None)
            _heldFrames = 0;
        (_candidate, _last) = (candidate, Translate(_last, next));
        _rules = next;
    }

    /// <summary>Forgets all, as after a long pause.</summary>
    public void Reset()
    {
        _average.Reset();
        (_candidate, _heldFrames, _last, LastSeen) = (None, 0, None, null);
    }

    private int Translate(int label, ReadingRules next) => label == None
        ? None
        : Array.IndexOf([.. next.Labels], _rules.Labels[label]);

    private bool HasHeld(TimeSpan captured) =>
        _heldFrames >= _rules.CommitFrames || (_heldFrames >= 2 && captured - _heldSince >= _rules.CommitTime);
}
