using System.Buffers.Binary;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Kws.Audio;

/// <summary>Bytes to samples, full scale 1.0. Allocates nothing unless it throws.</summary>
public static class PcmDecoder
{
    /// <summary>Largest magnitude taken from floating-point audio: 60 dB above full scale.</summary>
    /// <remarks>Beyond it the audio is no audio, and its power soon overflows single precision.</remarks>
    public const float MaxMagnitude = 1_000;

    /// <summary>Bytes of one sample, 1 to 8.</summary>
    public static int BytesPerSample(PcmEncoding encoding) => encoding switch
    {
        PcmEncoding.U8 or PcmEncoding.MuLaw or PcmEncoding.ALaw => 1,
        PcmEncoding.S16Le => 2,
        PcmEncoding.S24Le => 3,
        PcmEncoding.S32Le or PcmEncoding.F32Le => 4,
        PcmEncoding.F64Le => 8,
        _ => throw new InvalidAudioException("encoding", ((int)encoding).ToString(CultureInfo.InvariantCulture),
            "a known PCM encoding"),
    };

    /// <summary>Samples in so many bytes.</summary>
    /// <exception cref="InvalidAudioException">The bytes end within a sample.</exception>
    public static int SampleCount(PcmEncoding encoding, int bytes)
    {
        var size = BytesPerSample(encoding);
        if (bytes % size != 0)
            throw new InvalidAudioException("length in bytes", bytes.ToString(CultureInfo.InvariantCulture),
                $"a multiple of {size}");
        return bytes / size;
    }

    /// <summary>Decodes all of <paramref name="bytes"/>; returns the number of samples written.</summary>
    /// <exception cref="InvalidAudioException">Bytes end within a sample, or a floating-point sample is
    /// not finite or beyond <see cref="MaxMagnitude"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is too short.</exception>
    public static int Decode(PcmEncoding encoding, ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        var count = SampleCount(encoding, bytes.Length);
        if (samples.Length < count)
            throw new ArgumentException($"samples holds {samples.Length}; needed: {count}", nameof(samples));
        samples = samples[..count];
        switch (encoding)
        {
            case PcmEncoding.S16Le:
                DecodeS16(bytes, samples);
                break;
            case PcmEncoding.F32Le:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(samples);
                ThrowIfWild(samples);
                break;
            case PcmEncoding.MuLaw:
                LookUp(G711.MuLaw, bytes, samples);
                break;
            case PcmEncoding.ALaw:
                LookUp(G711.ALaw, bytes, samples);
                break;
            default:
                DecodeRareFormat(encoding, bytes, samples);
                break;
        }

        return count;
    }

    private static void DecodeS16(ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        var values = MemoryMarshal.Cast<byte, short>(bytes);
        TensorPrimitives.ConvertTruncating(values, samples);
        TensorPrimitives.Multiply(samples, 1f / 32_768, samples);
    }

    private static void LookUp(float[] table, ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        for (var i = 0; i < samples.Length; i++)
            samples[i] = table[bytes[i]];
    }

    private static void DecodeRareFormat(PcmEncoding encoding, ReadOnlySpan<byte> bytes, Span<float> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = encoding switch
            {
                PcmEncoding.U8 => (bytes[i] - 128) / 128f,
                PcmEncoding.S24Le =>
                    (bytes[3 * i] | bytes[3 * i + 1] << 8 | (sbyte)bytes[3 * i + 2] << 16) / 8_388_608f,
                PcmEncoding.S32Le => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]) / 2_147_483_648f,
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]),
            };
        }

        if (encoding == PcmEncoding.F64Le)
            ThrowIfWild(samples);
    }

    private static void ThrowIfWild(ReadOnlySpan<float> samples)
    {
        // NaN propagates through MaxMagnitude, so one vector pass finds NaN, infinity and excess.
        if (samples.IsEmpty || TensorPrimitives.MaxMagnitude(samples) is >= -MaxMagnitude and <= MaxMagnitude)
            return;
        for (var i = 0; i < samples.Length; i++)
        {
            if (!(Math.Abs(samples[i]) <= MaxMagnitude))
                throw new InvalidAudioException($"sample {i}", samples[i].ToString(CultureInfo.InvariantCulture),
                    "finite, magnitude at most 1000");
        }
    }
}
