using Kws.Audio;
namespace Kws.Features;

/// <summary>
/// Turns a stream of samples into feature frames: the same frames for any chunking, equal to
/// <see cref="OfflineExtractor"/> on the whole. One caller at a time; no allocation after construction.
/// </summary>
public sealed class StreamingFrontEnd
{
    // Of a stream, so little: two hops and a bit of 10 ms at 16 kHz.
    private const int SpareSamples = 384;
    private static readonly BoundedCache<FeatureSpec, FeaturePlan> Plans = new(32, spec => new FeaturePlan(spec));
    private readonly FeaturePlan _plan;
    private readonly float[] _buffer;
    private readonly float _emphasis;
    private int _filled;
    private int _toSkip;
    private float _previous;

    /// <exception cref="InvalidFeatureSpecException">The spec has faults; all are named.</exception>
    public StreamingFrontEnd(FeatureSpec spec)
    {
        _plan = Plans.For(spec);
        _buffer = new float[spec.FrameLengthSamples + SpareSamples];
        _emphasis = (float)spec.PreEmphasis;
    }

    public FeatureSpec Spec => _plan.Spec;

    /// <summary>Values a frame.</summary>
    public int Coefficients => _plan.Spec.Coefficients;

    /// <summary>Frames that the next call of <see cref="Process"/> yields for so many samples.</summary>
    public int FramesFor(int sampleCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sampleCount);
        return (int)_plan.Spec.FrameCount((long)_filled + sampleCount - _toSkip);
    }

    /// <summary>Takes all <paramref name="samples"/> and writes the frames they complete.</summary>
    /// <param name="samples">Finite samples, in [-1, 1] at full scale, at the spec's rate; any number of them.</param>
    /// <param name="frames">Row-major [frames, coefficients]; holds at least <see cref="FramesFor"/> frames.</param>
    /// <returns>The number of frames written.</returns>
    /// <exception cref="ArgumentException"><paramref name="frames"/> is too short; nothing was taken.</exception>
    public int Process(ReadOnlySpan<float> samples, Span<float> frames)
    {
        var due = FramesFor(samples.Length);
        if (frames.Length < due * Coefficients)
            throw new ArgumentException($"frames holds {frames.Length} values; needed: {due * Coefficients}",
                nameof(frames));
        var written = 0;
        while (!samples.IsEmpty)
        {
            samples = samples[Take(samples)..];
            written += Drain(frames[(written * Coefficients)..]);
        }

        return written;
    }

    /// <summary>Forgets all audio: what follows is as in a new instance.</summary>
    public void Reset() => (_filled, _toSkip, _previous) = (0, 0, 0);

    /// <summary>Moves samples into the buffer, or past it between frames when the hop exceeds the frame.</summary>
    private int Take(ReadOnlySpan<float> samples)
    {
        if (_toSkip > 0)
        {
            var skipped = Math.Min(_toSkip, samples.Length);
            _toSkip -= skipped;
            _previous = samples[skipped - 1];
            return skipped;
        }

        var count = Math.Min(samples.Length, _buffer.Length - _filled);
        Emphasise(samples[..count], _buffer.AsSpan(_filled, count));
        _filled += count;
        return count;
    }

    private void Emphasise(ReadOnlySpan<float> samples, Span<float> to)
    {
        if (_emphasis == 0)
        {
            samples.CopyTo(to);
            return;
        }

        to[0] = samples[0] - _emphasis * _previous;
        for (var i = 1; i < samples.Length; i++)
            to[i] = samples[i] - _emphasis * samples[i - 1];
        _previous = samples[^1];
    }

    private int Drain(Span<float> frames)
    {
        var (length, hop) = (Spec.FrameLengthSamples, Spec.HopSamples);
        var start = 0;
        var count = 0;
        for (; start + length <= _filled; start += hop, count++)
            _plan.Compute(_buffer.AsSpan(start, length), frames.Slice(count * Coefficients, Coefficients));
        if (start == 0)
            return 0;
        _toSkip = Math.Max(start - _filled, 0);
        start = Math.Min(start, _filled);
        _buffer.AsSpan(start, _filled - start).CopyTo(_buffer);
        _filled -= start;
        return count;
    }
}
