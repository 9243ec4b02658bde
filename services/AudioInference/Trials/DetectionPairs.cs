namespace Kws.AudioInference.Trials;

/// <summary>Pairs what two models detect in one stream: the same label within some decisions is the same
/// word.</summary>
/// <remarks>Each detection waits so long for its partner; then it stands alone. Not thread-safe.</remarks>
/// <param name="reach">Decisions between two detections of one word, at most; 0 or more.</param>
/// <param name="countedFrom">Detections before this decision are partners at most; they never count alone.</param>
/// <param name="counts">Told the outcome of each.</param>
internal sealed class DetectionPairs(int reach, long countedFrom, TrialCounts counts)
{
    private readonly List<Waiting> _waiting = [];

    private readonly record struct Waiting(long Decision, string Label, bool IsListener);

    public void Champion(long decision, string label) => Add(decision, label, isListener: false);

    public void Listener(long decision, string label) => Add(decision, label, isListener: true);

    /// <summary>Both models have decided all up to here.</summary>
    public void Advance(long decision) => Expire(decision - reach);

    /// <summary>No more comes.</summary>
    /// <param name="isWhole">Whether both heard the stream to its end: what still waits stands alone then; otherwise
    /// its partner may have been missed, and it does not count.</param>
    public void End(bool isWhole)
    {
        if (isWhole)
            Expire(long.MaxValue);
        _waiting.Clear();
    }

    private void Add(long decision, string label, bool isListener)
    {
        var partner = _waiting.FindIndex(waiting => waiting.IsListener != isListener && waiting.Label == label
            && Math.Abs(decision - waiting.Decision) <= reach);
        if (partner < 0)
        {
            _waiting.Add(new Waiting(decision, label, isListener));
            return;
        }

        if (Math.Max(decision, _waiting[partner].Decision) >= countedFrom)
            counts.Agreed(label);
        _waiting.RemoveAt(partner);
    }

    private void Expire(long before)
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            var (decision, label, isListener) = _waiting[i];
            if (decision >= before)
                continue;
            _waiting.RemoveAt(i);
            if (decision < countedFrom)
                continue;
            if (isListener)
                counts.ListenerAlone(label);
            else
                counts.ChampionAlone(label);
        }
    }
}
