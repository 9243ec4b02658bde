using System.Buffers.Binary;
using Kws.Audio;

namespace Kws.Cli.Audio;

/// <summary>Mono audio in memory.</summary>
/// <param name="Samples">16-bit samples, full scale 32768.</param>
internal sealed record Recording(int SampleRateHz, short[] Samples)
{
    /// <summary>What was left out or chosen when it was read, in words.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public TimeSpan Duration => TimeSpan.FromSeconds((double)Samples.Length / SampleRateHz);

    /// <param name="samples">In [-1, 1]; beyond is clipped.</param>
    public static Recording FromFloats(int sampleRateHz, ReadOnlySpan<float> samples)
    {
        var rounded = new short[samples.Length];
        Pcm16.FromFloats(samples, rounded);
        return new Recording(sampleRateHz, rounded);
    }

    /// <summary>The samples as s16le.</summary>
    public byte[] ToPcm()
    {
        var pcm = new byte[Samples.Length * sizeof(short)];
        for (var i = 0; i < Samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan(i * sizeof(short)), Samples[i]);
        return pcm;
    }

    /// <summary>The samples in [-1, 1].</summary>
    public float[] ToFloats()
    {
        var floats = new float[Samples.Length];
        Pcm16.ToFloats(Samples, floats);
        return floats;
    }

    /// <summary>The recording as a WAV file, 16-bit mono.</summary>
    public byte[] ToWav() => WavWriter.ToPcm16(SampleRateHz, ToFloats());

    /// <summary>The recording at another rate.</summary>
    public Recording AtRate(int sampleRateHz)
    {
        if (sampleRateHz == SampleRateHz)
            return this;
        var resampler = new StreamingResampler(SampleRateHz, sampleRateHz);
        var resampled = new float[resampler.MaxOutput(Samples.Length) + resampler.MaxFlush];
        var count = resampler.Process(ToFloats(), resampled);
        count += resampler.Flush(resampled.AsSpan(count));
        return FromFloats(sampleRateHz, resampled.AsSpan(0, count)) with { Warnings = Warnings };
    }
}
