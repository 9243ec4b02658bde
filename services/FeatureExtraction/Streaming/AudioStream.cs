using System.Buffers;
using System.Runtime.InteropServices;
using Kws.Audio;
using Kws.Features;

namespace Kws.FeatureExtraction.Streaming;

/// <summary>One open audio stream: bytes in, numbered frames out. One caller at a time.</summary>
internal sealed class AudioStream
{
    // Large audio is taken in slices, so that one message never becomes one huge block of frames.
    private const int BytesPerBlock = 16 * 1024;
    private readonly ResamplingFrontEnd _frontEnd;
    private long _nextFrame;

    /// <param name="spec">What to compute.</param>
    /// <param name="sampleRateHz">Of the audio; 0: the spec's own.</param>
    /// <param name="firstFrameIndex">Number of the first frame.</param>
    /// <param name="span">What the stream is traced as.</param>
    /// <exception cref="InvalidFeatureSpecException">The spec has faults.</exception>
    /// <exception cref="InvalidAudioException">The rate cannot be converted.</exception>
    public AudioStream(FeatureSpec spec, int sampleRateHz, long firstFrameIndex, StreamSpan span)
    {
        Span = span;
        _frontEnd = new ResamplingFrontEnd(spec, sampleRateHz);
        _nextFrame = firstFrameIndex;
        var framesPerBlock = Math.Max(1, BytesPerBlock / (sizeof(float) * spec.Coefficients));
        var samplesPerBlock = (long)framesPerBlock * spec.HopSamples * _frontEnd.SampleRateHz / spec.SampleRateHz;
        SamplesPerSlice = (int)Math.Clamp(samplesPerBlock, 1, BytesPerBlock);
    }

    public StreamSpan Span { get; }

    /// <summary>Most samples to pass to one <see cref="Process"/>.</summary>
    public int SamplesPerSlice { get; }

    public long FramesTotal { get; private set; }

    /// <summary>At the rate of the audio sent.</summary>
    public long SamplesTotal { get; private set; }

    public double SecondsOf(int samples) => (double)samples / _frontEnd.SampleRateHz;

    /// <summary>Takes a slice of whole samples.</summary>
    /// <exception cref="InvalidAudioException">A sample that is no sound; the stream is of no use after.</exception>
    public FrameBlock Process(PcmEncoding encoding, ReadOnlySpan<byte> slice)
    {
        var count = PcmDecoder.SampleCount(encoding, slice.Length);
        var samples = ArrayPool<float>.Shared.Rent(count);
        var frames = ArrayPool<float>
            .Shared.Rent(Math.Max(1, _frontEnd.MaxFrames(count) * _frontEnd.Spec.Coefficients));
        try
        {
            PcmDecoder.Decode(encoding, slice, samples);
            SamplesTotal += count;
            return Block(_frontEnd.Process(samples.AsSpan(0, count), frames), frames);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(samples);
            ArrayPool<float>.Shared.Return(frames);
        }
    }

    /// <summary>The frames that the end of the audio completes.</summary>
    public FrameBlock Finish()
    {
        var frames = new float[_frontEnd.MaxFlushFrames * _frontEnd.Spec.Coefficients];
        return Block(_frontEnd.Flush(frames), frames);
    }

    private FrameBlock Block(int count, ReadOnlySpan<float> frames)
    {
        if (count == 0)
            return default;
        var bytes = MemoryMarshal.AsBytes(frames[..(count * _frontEnd.Spec.Coefficients)]).ToArray();
        var block = new FrameBlock(_nextFrame, count, bytes);
        _nextFrame += count;
        FramesTotal += count;
        return block;
    }
}
