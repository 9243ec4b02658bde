namespace Kws.Cli.Benchmarking.Streams;

/// <summary>What all streams of a run add to while it is measured.</summary>
internal sealed class StreamLoadFigures
{
    private long _chunks;
    private volatile bool _isMeasuring;

    /// <summary>From when the last sample of a decided window was due to the arrival of its acknowledgement.</summary>
    public DelayHistogram FromDue { get; } = new();

    /// <summary>The same from when that sample was in fact handed to the transport.</summary>
    public DelayHistogram FromSent { get; } = new();

    /// <summary>From when the last sample used by a keyword's decision was due to the keyword's arrival.</summary>
    public DelayHistogram Keyword { get; } = new();

    /// <summary>How late audio was sent: because the generator was late itself, or the server held it back.</summary>
    public DelayHistogram Lateness { get; } = new();

    /// <summary>How late the generator's own timer was, which no server can help.</summary>
    public DelayHistogram Timer { get; } = new();

    public long Chunks => Volatile.Read(ref _chunks);

    /// <summary>False during warm-up and at the end: nothing is added.</summary>
    public bool IsMeasuring
    {
        get => _isMeasuring;
        set => _isMeasuring = value;
    }

    public void AddSent(TimeSpan lateness)
    {
        if (!_isMeasuring)
            return;
        Interlocked.Increment(ref _chunks);
        Lateness.Add(lateness);
    }

    public void AddDue(TimeSpan lateness)
    {
        if (_isMeasuring)
            Timer.Add(lateness);
    }

    public void AddDecision(TimeSpan fromDue, TimeSpan fromSent)
    {
        if (!_isMeasuring)
            return;
        FromDue.Add(fromDue);
        FromSent.Add(fromSent);
    }

    public void AddKeyword(TimeSpan fromDue)
    {
        if (_isMeasuring)
            Keyword.Add(fromDue);
    }
}
