namespace Kws.AudioInference.Streaming;

/// <summary>The frames of one stream and which of their windows are still to be decided. Not thread-safe.</summary>
internal sealed class SessionWindows
{
    // Frames before a window that help to find the noise floor under a word.
    private const int ContextFrames = 50;

    // Room for frames that wait for their window in a stream that is not behind; one that is gets more.
    private const int UsuallyPending = 32;
    private readonly StreamTimeline _timeline;
    private readonly long[] _arrivals;
    private readonly int _values;
    private FeatureRing _ring;
    private int _keptFrames;
    private int _pendingRoom;
    private long _nextArrival;
    private long _released;

    /// <param name="timeline">Of the stream.</param>
    /// <param name="valuesPerFrame">Values in a frame.</param>
    /// <param name="firstFrame">The first frame of the stream.</param>
    /// <param name="firstDecision">The first decision of the stream.</param>
    /// <param name="keptDecisions">Decisions that may still be looked back at.</param>
    /// <param name="pendingFrames">Most frames beyond the window of the first decision that was not released.</param>
    /// <param name="framesBefore">Frames before a window that a second look at its decision hears.</param>
    public SessionWindows(
        StreamTimeline timeline,
        int valuesPerFrame,
        long firstFrame,
        long firstDecision,
        int keptDecisions,
        int pendingFrames,
        int framesBefore = 0)
    {
        _timeline = timeline;
        _values = valuesPerFrame;
        _keptFrames = Math.Max(framesBefore, ContextFrames + keptDecisions * timeline.StrideFrames);
        PendingFrames = pendingFrames;
        _pendingRoom = Math.Min(pendingFrames, UsuallyPending);
        _ring = new FeatureRing(Capacity(_pendingRoom), valuesPerFrame, firstFrame);
        NextDecision = _nextArrival = _released = firstDecision;
        _arrivals = new long[pendingFrames / timeline.StrideFrames + 2];
    }

    public int PendingFrames { get; }

    /// <summary>Bytes that the frames may come to take.</summary>
    public int MostBytes => Capacity(PendingFrames) * _values * sizeof(float);

    /// <summary>Frames that there is room for now.</summary>
    public int HeldFrames => _ring.CapacityFrames;

    /// <summary>The first decision that was not yet handed out.</summary>
    public long NextDecision { get; private set; }

    /// <summary>Windows whose frames are all there.</summary>
    public int Due =>
        (int)Math.Max(0,
            (_ring.NextFrame - NextDecision * _timeline.StrideFrames - _timeline.FramesPerWindow
                + _timeline.StrideFrames) / _timeline.StrideFrames);

    /// <summary>One past the last frame that may be promised without overwriting one that is still needed.</summary>
    public long FrameLimit => _released * _timeline.StrideFrames + _timeline.FramesPerWindow + PendingFrames;

    public void Add(ReadOnlySpan<float> frames)
    {
        var waiting = _ring.NextFrame + frames.Length / _values
            - _released * _timeline.StrideFrames - _timeline.FramesPerWindow;
        if (waiting > _pendingRoom && _pendingRoom < PendingFrames)
        {
            // At once: a stream that is behind a little is soon behind by more.
            _pendingRoom = PendingFrames;
            _ring = _ring.Grown(Capacity(_pendingRoom));
        }
        _ring.Add(frames);
    }

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

    /// <summary>Copies the last frames of the next due window, [stride, values], and moves on.</summary>
    public void TakeStep(Span<float> to)
    {
        var end = NextDecision * _timeline.StrideFrames + _timeline.FramesPerWindow;
        _ring.CopyTo(end - _timeline.StrideFrames, _timeline.StrideFrames, to);
        NextDecision++;
    }

    /// <summary>Keeps more frames from here on.</summary>
    /// <param name="framesBefore">Frames before a window that a second look at its decision hears.</param>
    public void KeepBefore(int framesBefore)
    {
        if (framesBefore <= _keptFrames)
            return;
        _keptFrames = framesBefore;
        _ring = _ring.Grown(Capacity(_pendingRoom));
    }

    /// <summary>Copies the frames that end with a decision's window. The first that is held stands for those before
    /// it, which at the begin of a recording were never there.</summary>
    /// <param name="decision">One that was not released, or was taken last.</param>
    /// <param name="frames">How many, as many as a window has or more.</param>
    /// <param name="to">[frames, values].</param>
    public void CopyUntil(long decision, int frames, Span<float> to)
    {
        var first = decision * _timeline.StrideFrames + _timeline.FramesPerWindow - frames;
        var missing = (int)Math.Max(0, _ring.FirstFrame - first);
        _ring.CopyTo(first + missing, frames - missing, to[(missing * _values)..]);
        for (var frame = 0; frame < missing; frame++)
            to.Slice(missing * _values, _values).CopyTo(to[(frame * _values)..]);
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

    private int Capacity(int pending) => _keptFrames + _timeline.FramesPerWindow + pending;
}
