using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Kws.Audio;

/// <summary>
/// Reads RIFF/WAVE: PCM of 8, 16, 24 or 32 bit, float of 32 or 64, mu-law and A-law, plain or extensible.
/// Sizes in the file are claims: memory follows the bytes that are there.
/// </summary>
/// <remarks>
/// The size in the RIFF header is ignored, since streaming writers never fill it in. A data chunk that claims more
/// than follows (0xFFFFFFFF, or a recording cut off) is taken as far as it goes, in whole frames.
/// </remarks>
public static class WavReader
{
    private const int HeaderLength = 12;
    private const int ChunkHeaderLength = 8;
    private const int BlockFrames = 4_096;

    /// <summary>Reads to the end of the stream, or one byte past <see cref="WavLimits.MaxBytes"/>.</summary>
    /// <exception cref="InvalidAudioException">Not a WAV file, a format that is not supported, or beyond the
    /// limits.</exception>
    public static WavAudio Read(Stream stream, WavLimits? limits = null)
    {
        limits ??= WavLimits.Default;
        using var bytes = BoundedBytes.ReadToEnd(stream, limits.MaxBytes);
        return Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), limits);
    }

    /// <summary>Reads a file held in memory.</summary>
    /// <exception cref="InvalidAudioException">Not a WAV file, a format that is not supported, or beyond the
    /// limits.</exception>
    public static WavAudio Read(ReadOnlySpan<byte> file, WavLimits? limits = null)
    {
        limits ??= WavLimits.Default;
        if (file.Length > limits.MaxBytes)
            throw Fault("length in bytes", file.Length, $"at most {limits.MaxBytes}");
        CheckHeader(file);
        WavFormat? format = null;
        for (var rest = file[HeaderLength..]; rest.Length >= ChunkHeaderLength;)
        {
            var id = rest[..4];
            var size = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            rest = rest[ChunkHeaderLength..];
            if (id.SequenceEqual("data"u8))
                return Decode(format ?? throw new InvalidAudioException("'fmt ' chunk", "missing",
                    "before the 'data' chunk"), rest, size, limits);
            if (size > rest.Length)
                throw Fault($"size of the '{Printable(id)}' chunk", size, $"the {rest.Length} bytes that follow");
            if (id.SequenceEqual("fmt "u8))
                format = WavFormat.Parse(rest[..(int)size]);
            // Chunks begin at even positions: an odd one is followed by a byte of padding.
            rest = rest[(int)Math.Min(size + (size & 1), rest.Length)..];
        }

        throw new InvalidAudioException("'data' chunk", "missing", "one");
    }

    private static void CheckHeader(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength)
            throw Fault("length in bytes", file.Length, $"a RIFF/WAVE file has at least {HeaderLength}");
        if (!file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8))
            throw new InvalidAudioException("file type", $"'{Printable(file[..4])}' '{Printable(file[8..12])}'",
                "'RIFF' 'WAVE'");
    }

    private static WavAudio Decode(WavFormat format, ReadOnlySpan<byte> data, uint claimed, WavLimits limits)
    {
        var isTruncated = claimed > data.Length;
        if (!isTruncated)
            data = data[..(int)claimed];
        var ragged = data.Length % format.BytesPerFrame;
        if (ragged != 0 && !isTruncated)
            throw Fault("size of the 'data' chunk", claimed, $"a multiple of {format.BytesPerFrame}");
        data = data[..^ragged];
        var count = data.Length / format.BytesPerFrame;
        if (count > limits.MaxSamples)
            throw Fault("samples a channel", count, $"at most {limits.MaxSamples}");
        var mono = new float[count];
        if (format.Channels == 1)
            PcmDecoder.Decode(format.Encoding, data, mono);
        else
            DecodeMean(format, data, mono);
        return new WavAudio(format.SampleRateHz, format.Channels, format.Encoding, mono, isTruncated);
    }

    private static void DecodeMean(WavFormat format, ReadOnlySpan<byte> data, Span<float> mono)
    {
        var block = new float[BlockFrames * format.Channels];
        for (var done = 0; done < mono.Length; done += BlockFrames)
        {
            var frames = Math.Min(BlockFrames, mono.Length - done);
            PcmDecoder.Decode(format.Encoding,
                data.Slice(done * format.BytesPerFrame, frames * format.BytesPerFrame), block);
            for (var i = 0; i < frames; i++)
            {
                var sum = 0f;
                for (var c = 0; c < format.Channels; c++)
                    sum += block[i * format.Channels + c];
                mono[done + i] = sum / format.Channels;
            }
        }
    }

    private static string Printable(ReadOnlySpan<byte> id)
    {
        var text = new StringBuilder(id.Length);
        foreach (var b in id)
            text.Append(b is >= 32 and < 127 ? (char)b : '?');
        return text.ToString();
    }

    private static InvalidAudioException Fault(string field, long value, string limit) =>
        new(field, value.ToString(CultureInfo.InvariantCulture), limit);
}
