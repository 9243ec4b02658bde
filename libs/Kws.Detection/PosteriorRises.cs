namespace Kws.Detection;

/// <summary>When posteriors, not smoothed, last rose to one half after they had been below it: what a word does that is
/// said again while the mean is still high from the time before. Not thread-safe.</summary>
internal sealed class PosteriorRises(int labels)
{
    /// <summary>Decisions below one half before a rise: one alone is a window that the network misjudged.</summary>
    public const int LowDecisions = 2;

    // Likelier than all else together.
    private const float Half = 0.5f;
    private readonly int[] _low = new int[labels];
    private readonly long[] _last = NeverRisen(labels);

    /// <summary>Takes the posteriors of a decision, [labels].</summary>
    public void Add(long decision, ReadOnlySpan<float> posteriors)
    {
        for (var label = 0; label < _low.Length; label++)
        {
            if (!(posteriors[label] >= Half))
            {
                _low[label] = Math.Min(_low[label] + 1, LowDecisions);
                continue;
            }
            if (_low[label] == LowDecisions)
                _last[label] = decision;
            _low[label] = 0;
        }
    }

    /// <summary>The decision of a label's last rise; before its first one, a number below all decisions.</summary>
    public long LastOf(int label) => _last[label];

    private static long[] NeverRisen(int labels)
    {
        var last = new long[labels];
        Array.Fill(last, long.MinValue);
        return last;
    }
}
