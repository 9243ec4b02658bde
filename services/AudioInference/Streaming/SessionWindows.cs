namespace Kws.AudioInference.Streaming;

/// <summary>The frames of one stream and which of their windows are still to be decided. Not thread-safe.</summary>
internal sealed class SessionWindows
{
    // Frames before a window that help to find the noise floor under a word.
    private const int ContextFrames = 50;
    private readonly StreamTimeline _timeline;
    private readonly FeatureRing _ring;
    private readonly long[] _arrivals;
    private readonly int _values;
    private readonly int _keptFrames;
    private long _nextArrival;
    private long _released;

    /// <param name="timeline">Of the stream.</param>
    /// <param name="valuesPerFrame">Values in a frame.</param>
    /// <param name="firstFrame">The first frame of the stream.</param>
    /// <param name="firstDecision">The first decision of the stream.</param>
    /// <param name="keptDecisions">Decisions that may still be looked back at.</param>
    /// <param name="pendingFrames">Most frames beyond the window of the first decision that was not released.</param>
    public SessionWindows(
        StreamTimeline timeline,
        int valuesPerFrame,
        long firstFrame,
        long firstDecision,
        int keptDecisions,
        int pendingFrames)
    {
        _timeline = timeline;
        _values = valuesPerFrame;
        _keptFrames = ContextFrames + keptDecisions * timeline.StrideFrames;
        PendingFrames = pendingFrames;
        _ring = new FeatureRing(_keptFrames + timeline.FramesPerWindow + pendingFrames, valuesPerFrame, firstFrame);
        NextDecision = _nextArrival = _released = firstDecision;
        _arrivals = new long[pendingFrames / timeline.StrideFrames + 2];
    }

    public int PendingFrames { get; }

    public int HeldBytes => _ring.HeldBytes;

    /// <summary>The first decision that was not yet handed out.</summary>
    public long NextDecision { get; private set; }

    /// <summary>Windows whose frames are all there.</summary>
    public int Due =>
        (int)Math.Max(0,
            (_ring.NextFrame - NextDecision * _timeline.StrideFrames - _timeline.FramesPerWindow
                + _timeline.StrideFrames) / _timeline.StrideFrames);

    /// <summary>One past the last frame that may be promised without overwriting one that is still needed.</summary>
    public long FrameLimit => _released * _timeline.StrideFrames + _timeline.FramesPerWindow + PendingFrames;

    public void Add(ReadOnlySpan<float> frames) => _ring.Add(frames);

    /// <summary>Notes when the audio of windows that end at or before a position came.</summary>
    /// <returns>How many there were.</returns>
    public int Arrived(long modelSample, long timestamp)
    {
        var first = _nextArrival;
        while (_timeline.WindowEndModelSample(_nextArrival) <= modelSample)
            _arrivals[_nextArrival++ % _arrivals.Length] = timestamp;
        return (int)(_nextArrival - first);
    }

    /// <summary>When the last sample of a decision's window came; for decisions that were not released.</summary>
    public long ArrivalOf(long decision) => _arrivals[decision % _arrivals.Length];

    /// <summary>Copies the next due window, [frames, values], and moves on.</summary>
    public void TakeNext(Span<float> to)
    {
        _ring.CopyTo(NextDecision * _timeline.StrideFrames, _timeline.FramesPerWindow, to);
        NextDecision++;
    }

    /// <summary>Gives up the frames that only decisions before this one needed.</summary>
    public void Release(long nextDecision) => _released = nextDecision;

    /// <summary>The frames of a decision's window with as many before it as help, and the number of the
    /// first.</summary>
    public (long FirstFrame, float[] Frames) Context(long decision)
    {
        var windowStart = decision * _timeline.StrideFrames;
        var first = Math.Max(_ring.FirstFrame, windowStart - ContextFrames);
        var frames = new float[(windowStart + _timeline.FramesPerWindow - first) * _values];
        _ring.CopyTo(first, frames.Length / _values, frames);
        return (first, frames);
    }
}
