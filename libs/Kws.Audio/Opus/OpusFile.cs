using System.Runtime.InteropServices;

namespace Kws.Audio;

/// <summary>Reads Ogg Opus files (RFC 7845) of one or two channels: the first stream of the file.</summary>
/// <remarks>
/// Decoded at the rate of what was encoded where the codec has it (8, 12, 16, 24 kHz), else at 48 kHz. Samples before
/// the pre-skip and after the last granule position are left out. A file that was cut off gives what is there. Memory
/// follows the packets that are there, within the limits.
/// </remarks>
internal static class OpusFile
{
    /// <summary>Reads to the end of the stream, or one byte past <see cref="WavLimits.MaxBytes"/>.</summary>
    /// <exception cref="InvalidAudioException">Not an Ogg Opus file, a broken one, or beyond the limits.</exception>
    public static WavAudio Read(Stream stream, WavLimits? limits, CancellationToken cancellationToken)
    {
        limits ??= WavLimits.Default;
        using var bytes = BoundedBytes.ReadToEnd(stream, limits.MaxBytes);
        return Read(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), limits, cancellationToken);
    }

    /// <summary>Reads a file held in memory.</summary>
    /// <exception cref="InvalidAudioException">Not an Ogg Opus file, a broken one, or beyond the limits.</exception>
    public static WavAudio Read(ReadOnlySpan<byte> file, WavLimits limits, CancellationToken cancellationToken)
    {
        var stream = new OpusStream(limits);
        List<string> warnings = [];
        uint? number = null;
        var isTruncated = false;
        var hasOthers = false;
        while (!file.IsEmpty && !stream.IsEnded)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!OggPage.TryRead(file, out var page))
            {
                isTruncated = true;
                break;
            }
            file = file[page.Length..];
            number ??= page.Stream;
            if (page.Stream == number)
                stream.Add(page);
            else
                hasOthers = true;
        }
        if (hasOthers || (stream.IsEnded && file.StartsWith("OggS"u8)))
            warnings.Add("streams of the file after or beside the first are left out");
        isTruncated |= !stream.IsEnded;
        if (isTruncated)
            warnings.Add("the file was cut off: its last page is not there");
        if (stream.LostPackets > 0)
            warnings.Add($"{stream.LostPackets} packets are incomplete and left out");
        return Mix(stream, isTruncated, warnings);
    }

    private static WavAudio Mix(OpusStream stream, bool isTruncated, List<string> warnings)
    {
        var head = stream.Head;
        var samples = stream.Samples;
        var format = new WavFormat(head.SampleRateHz, head.Channels, PcmEncoding.F32Le);
        var mono = new float[samples.Length / head.Channels];
        var alone = MonoMix.Decode(format, MemoryMarshal.AsBytes(samples), mono);
        return new WavAudio(head.SampleRateHz, head.Channels, PcmEncoding.F32Le, mono, isTruncated)
        {
            Warnings = [.. warnings, .. MonoMix.Warnings(head.Channels, alone)],
        };
    }
}
