using System.Globalization;

namespace Kws.Audio;

/// <summary>
/// Reads RIFF/WAVE, RF64 and BW64: PCM of 8, 16, 24 or 32 bit, float of 32 or 64, mu-law and A-law, plain or
/// extensible. Sizes in the file are claims: memory follows the bytes that are there.
/// </summary>
/// <remarks>
/// The size in the RIFF header is ignored, since streaming writers never fill it in. A data chunk whose length is open
/// (0, or from 0x7FFF0000 on) goes to the end of the file, and so does one that claims more than follows. A part of a
/// frame at the end is left out, with a warning. ID3v2 tags before the file are stepped over.
/// </remarks>
public static class WavReader
{
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
        file = file[Math.Min(Id3Tag.LengthBefore(file), file.Length)..];
        var header = WavHeader.Parse(file, isAll: true)!.Value;
        return Decode(header, file[header.DataOffset..], limits);
    }

    private static WavAudio Decode(WavHeader header, ReadOnlySpan<byte> data, WavLimits limits)
    {
        var format = header.Format;
        var isTruncated = header.DataBytes > data.Length;
        var hasMore = HasMore(header, data);
        if (header.DataBytes < data.Length)
            data = data[..(int)header.DataBytes];
        var count = data.Length / format.BytesPerFrame;
        if (count > limits.MaxSamples)
            throw Fault("samples a channel", count, $"at most {limits.MaxSamples}");
        var mono = new float[count];
        var alone = MonoMix.Decode(format, data[..(count * format.BytesPerFrame)], mono);
        return new WavAudio(format.SampleRateHz, format.Channels, format.Encoding, mono, isTruncated)
        {
            Warnings =
            [
                .. Warnings(header, data.Length, isTruncated), .. MonoMix.Warnings(format.Channels, alone),
                .. hasMore ? ["a second 'data' chunk is left out"] : Array.Empty<string>(),
            ],
        };
    }

    private static bool HasMore(WavHeader header, ReadOnlySpan<byte> data) =>
        header.DataBytes + (header.DataBytes & 1) < data.Length
        && data[(int)(header.DataBytes + (header.DataBytes & 1))!.Value..].StartsWith("data"u8);

    private static IEnumerable<string> Warnings(WavHeader header, int length, bool isTruncated)
    {
        if (isTruncated)
            yield return $"the file was cut off: {length} of {header.DataBytes} bytes of audio are there";
        var ragged = length % header.Format.BytesPerFrame;
        if (ragged != 0)
            yield return $"the last frame is incomplete ({ragged} of {header.Format.BytesPerFrame} bytes) and left out";
    }

    private static InvalidAudioException Fault(string field, long value, string limit) =>
        new(field, value.ToString(CultureInfo.InvariantCulture), limit);
}

/// <summary>Decoded audio.</summary>
/// <param name="SampleRateHz">4000 to 192000.</param>
/// <param name="Channels">Of the file, 1 to 16.</param>
/// <param name="Encoding">Of the file.</param>
/// <param name="Mono">The mean of the channels, or the loudest where the mean loses more than 6 dB; full scale
/// 1.0.</param>
/// <param name="IsTruncated">The data chunk claims a number of bytes that the file does not have, as in recordings that
/// were cut off.</param>
public sealed record WavAudio(int SampleRateHz, int Channels, PcmEncoding Encoding, float[] Mono, bool IsTruncated)
{
    /// <summary>What was left out or chosen, in words for whoever sent the file.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public TimeSpan Duration => TimeSpan.FromSeconds((double)Mono.Length / SampleRateHz);
}
