using System.Buffers;
using Kws.Audio;

namespace Kws.Features;

/// <summary>A <see cref="StreamingFrontEnd"/> for audio of another rate than the spec's.</summary>
/// <remarks>One caller at a time. Its only work space is rented from the shared pool and given back per call.</remarks>
public sealed class ResamplingFrontEnd
{
    private readonly StreamingFrontEnd _frontEnd;
    private readonly StreamingResampler _resampler;
    private readonly bool _sameRate;

    /// <param name="sampleRateHz">Of the audio; 0: the spec's own.</param>
    /// <exception cref="InvalidFeatureSpecException">The spec has faults.</exception>
    /// <exception cref="InvalidAudioException">The rate cannot be converted.</exception>
    public ResamplingFrontEnd(FeatureSpec spec, int sampleRateHz = 0)
    {
        _frontEnd = new StreamingFrontEnd(spec);
        SampleRateHz = sampleRateHz == 0 ? spec.SampleRateHz : sampleRateHz;
        _resampler = new StreamingResampler(SampleRateHz, spec.SampleRateHz);
        _sameRate = SampleRateHz == spec.SampleRateHz;
    }

    public FeatureSpec Spec => _frontEnd.Spec;

    /// <summary>Of the audio taken.</summary>
    public int SampleRateHz { get; }

    /// <summary>At least as many frames as the next <see cref="Process"/> of so many samples yields.</summary>
    public int MaxFrames(int sampleCount) => _frontEnd.FramesFor(_resampler.MaxOutput(sampleCount));

    /// <summary>At least as many frames as <see cref="Flush"/> yields.</summary>
    public int MaxFlushFrames => _frontEnd.FramesFor(_resampler.MaxFlush);

    /// <summary>Takes all samples; returns the number of frames written, row-major [frames, coefficients].</summary>
    /// <exception cref="ArgumentException"><paramref name="frames"/> holds less than <see cref="MaxFrames"/>; nothing
    /// was taken.</exception>
    public int Process(ReadOnlySpan<float> samples, Span<float> frames)
    {
        if (_sameRate)
            return _frontEnd.Process(samples, frames);
        RequireRoom(MaxFrames(samples.Length), frames);
        var resampled = ArrayPool<float>.Shared.Rent(_resampler.MaxOutput(samples.Length));
        var count = _resampler.Process(samples, resampled);
        var written = _frontEnd.Process(resampled.AsSpan(0, count), frames);
        ArrayPool<float>.Shared.Return(resampled);
        return written;
    }

    /// <summary>Ends the stream: writes the frames that the resampler's last samples complete, then starts
    /// afresh.</summary>
    public int Flush(Span<float> frames)
    {
        RequireRoom(MaxFlushFrames, frames);
        var tail = ArrayPool<float>.Shared.Rent(_resampler.MaxFlush);
        var count = _resampler.Flush(tail);
        var written = _frontEnd.Process(tail.AsSpan(0, count), frames);
        ArrayPool<float>.Shared.Return(tail);
        _frontEnd.Reset();
        return written;
    }

    /// <summary>All frames of a whole clip; empty below one frame.</summary>
    /// <param name="spec">What to compute.</param>
    /// <param name="samples">In [-1, 1].</param>
    /// <param name="sampleRateHz">Of the samples; 0: the spec's own.</param>
    /// <param name="cancellationToken">Looked at after each second of audio.</param>
    public static float[] ExtractAll(
        FeatureSpec spec, ReadOnlySpan<float> samples, int sampleRateHz = 0,
            CancellationToken cancellationToken = default)
    {
        var frontEnd = new ResamplingFrontEnd(spec, sampleRateHz);
        var slice = frontEnd.SampleRateHz;
        // Each slice asks for room for more frames than it yields.
        var room = frontEnd.MaxFrames(samples.Length) + frontEnd.MaxFrames(slice) + frontEnd.MaxFlushFrames + 2L;
        var frames = new float[room * spec.Coefficients];
        var written = 0;
        for (; !samples.IsEmpty; samples = samples[Math.Min(slice, samples.Length)..])
        {
            cancellationToken.ThrowIfCancellationRequested();
            written += frontEnd.Process(samples[..Math.Min(slice, samples.Length)],
                frames.AsSpan(written * spec.Coefficients));
        }
        written += frontEnd.Flush(frames.AsSpan(written * spec.Coefficients));
        return frames[..(written * spec.Coefficients)];
    }

    private void RequireRoom(int frames, Span<float> room)
    {
        if (room.Length < (long)frames * Spec.Coefficients)
            throw new ArgumentException(
                $"frames holds {room.Length} values; needed: {(long)frames * Spec.Coefficients}");
    }
}
