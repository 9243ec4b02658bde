using Kws.Contracts.Registry;

namespace Kws.AudioInference.Trials;

/// <summary>The trial that is counted now; what was counted of earlier ones was told and is let go.</summary>
internal sealed class TrialBook(AudioInferenceMetrics metrics)
{
    private readonly Lock _gate = new();
    private TrialCounts? _counts;

    /// <summary>The counts of a trial, from nothing when it is another one than before.</summary>
    public TrialCounts Of(TrialOrder order)
    {
        lock (_gate)
            return _counts?.TrialId == order.TrialId ? _counts : _counts = new TrialCounts(order.TrialId, metrics);
    }

    /// <summary>The sums of a trial; null: nothing was heard in it.</summary>
    public TrialSums? SumsOf(string trialId)
    {
        lock (_gate)
            return _counts?.TrialId == trialId ? _counts.Sums() : null;
    }
}

/// <summary>What a trial heard so far, on all streams of this process.</summary>
internal sealed class TrialCounts(string trialId, AudioInferenceMetrics metrics)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, TrialLabelSums> _labels = new(StringComparer.Ordinal);
    private long _streams;
    private long _skipped;
    private double _heard;
    private double _champion;
    private double _listener;

    public string TrialId => trialId;

    public void StreamJoined()
    {
        lock (_gate)
            _streams++;
    }

    /// <summary>Windows of one stream that both heard, each a decision later than the one before.</summary>
    public void Heard(int windows, TimeSpan stride)
    {
        metrics.TrialWindows(windows, "heard");
        lock (_gate)
            _heard += windows * stride.TotalSeconds;
    }

    public void Skipped(long windows)
    {
        metrics.TrialWindows(windows, "skipped");
        lock (_gate)
            _skipped += windows;
    }

    /// <summary>What the inference of the same windows took.</summary>
    public void Ran(TimeSpan champion, TimeSpan listener)
    {
        lock (_gate)
        {
            _champion += champion.TotalSeconds;
            _listener += listener.TotalSeconds;
        }
    }

    public void Agreed(string label) => Add(label, "agreed", sums => sums with { Agreed = sums.Agreed + 1 });

    public void ListenerAlone(string label) =>
        Add(label, "listener", sums => sums with { ListenerAlone = sums.ListenerAlone + 1 });

    public void ChampionAlone(string label) =>
        Add(label, "champion", sums => sums with { ChampionAlone = sums.ChampionAlone + 1 });

    public void NearMiss(string label) =>
        Add(label, "near_miss", sums => sums with { ListenerNearMisses = sums.ListenerNearMisses + 1 });

    public TrialSums Sums()
    {
        lock (_gate)
            return new TrialSums
            {
                Streams = _streams,
                HeardSeconds = _heard,
                ChampionSeconds = _champion,
                ListenerSeconds = _listener,
                SkippedWindows = _skipped,
                Labels = [.. _labels.Values],
            };
    }

    private void Add(string label, string what, Func<TrialLabelSums, TrialLabelSums> add)
    {
        metrics.TrialDetection(label, what);
        lock (_gate)
            _labels[label] = add(_labels.GetValueOrDefault(label, new TrialLabelSums(label, 0, 0, 0, 0)));
    }
}
