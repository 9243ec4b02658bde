namespace Kws.Cli.Keywords;

/// <summary>
/// The audio that a device keeps until the server says that it needs it no more: what to send
/// again after a lost connection. Bounded; positions are samples of the recording. Thread-safe.
/// </summary>
internal sealed class ReplayBuffer
{
    private readonly Lock _lock = new();
    private readonly byte[] _ring;
    private readonly int _bytesPerSample;
    private readonly int _capacity;
    private long _begin;
    private long _end;
    private long _lost;
    private bool _isComplete;

    public ReplayBuffer(int capacitySamples, int bytesPerSample)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacitySamples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerSample);
        _capacity = capacitySamples;
        _bytesPerSample = bytesPerSample;
        _ring = new byte[capacitySamples * bytesPerSample];
    }

    /// <summary>Beats when audio was added or released, or the recording ended.</summary>
    public Pulse Changed { get; } = new();

    /// <summary>The first sample still kept.</summary>
    public long Begin { get { lock (_lock) return _begin; } }

    /// <summary>The sample after the last one captured.</summary>
    public long End { get { lock (_lock) return _end; } }

    /// <summary>Samples that fell out before the server had them: the connection was away too long.</summary>
    public long Lost { get { lock (_lock) return _lost; } }

    /// <summary>No more audio will come.</summary>
    public bool IsComplete { get { lock (_lock) return _isComplete; } }

    /// <summary>Samples that fit without losing any.</summary>
    public int Room { get { lock (_lock) return _capacity - (int)(_end - _begin); } }

    /// <summary>Adds audio; when full, the oldest gives way and is counted in <see cref="Lost"/>.</summary>
    /// <param name="pcm">A whole number of samples, at most the capacity.</param>
    public void Append(ReadOnlySpan<byte> pcm)
    {
        var samples = pcm.Length / _bytesPerSample;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples, _capacity, nameof(pcm));
        lock (_lock)
        {
            var excess = _end - _begin + samples - _capacity;
            if (excess > 0)
            {
                _begin += excess;
                _lost += excess;
            }
            var at = OffsetOf(_end);
            var first = Math.Min(pcm.Length, _ring.Length - at);
            pcm[..first].CopyTo(_ring.AsSpan(at));
            pcm[first..].CopyTo(_ring);
            _end += samples;
        }
        Changed.Beat();
    }

    /// <summary>Copies audio from a position on; returns the samples copied, 0 when there are none yet.</summary>
    /// <param name="from">Moved forward to <see cref="Begin"/> when older audio is gone.</param>
    public int Read(ref long from, Span<byte> into)
    {
        lock (_lock)
        {
            from = Math.Max(from, _begin);
            var samples = (int)Math.Clamp(_end - from, 0, into.Length / _bytesPerSample);
            var bytes = samples * _bytesPerSample;
            var at = OffsetOf(from);
            var first = Math.Min(bytes, _ring.Length - at);
            _ring.AsSpan(at, first).CopyTo(into);
            _ring.AsSpan(0, bytes - first).CopyTo(into[first..]);
            return samples;
        }
    }

    /// <summary>Forgets audio before a position.</summary>
    public void Release(long before)
    {
        lock (_lock)
            _begin = Math.Clamp(before, _begin, _end);
        Changed.Beat();
    }

    public void Complete()
    {
        lock (_lock)
            _isComplete = true;
        Changed.Beat();
    }

    private int OffsetOf(long sample) => (int)(sample % _capacity) * _bytesPerSample;
}

/// <summary>
/// Lets tasks wait for "something changed". Take <see cref="Next"/> before looking at the state,
/// then await it if the state is not yet right: no change is missed.
/// </summary>
internal sealed class Pulse
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next <see cref="Beat"/>.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Beat() =>
        Interlocked.Exchange(
            ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
