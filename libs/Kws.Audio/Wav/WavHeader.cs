using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Kws.Audio;

/// <summary>What stands before the samples of a WAV file, and where they lie. Files and live streams are read by
/// it.</summary>
/// <param name="Format">Of the samples.</param>
/// <param name="DataOffset">Of the first sample, in bytes from the begin.</param>
/// <param name="DataBytes">Of the samples; null: to the end, since whoever wrote it did not know.</param>
internal readonly record struct WavHeader(WavFormat Format, int DataOffset, long? DataBytes)
{
    private const int HeaderLength = 12;
    private const int ChunkHeaderLength = 8;
    private const int Ds64Length = 16;
    private const uint Unknown = uint.MaxValue;

    // Programs that write to a pipe put the largest length that they can think of, less their headers.
    private const uint LeastOfUnknown = 0x7FFF_0000;

    private static readonly string[] s_chunks =
    [
        "fmt ", "data", "LIST", "fact", "ds64", "bext", "JUNK", "junk", "PAD ", "FLLR", "cue ", "smpl", "inst", "iXML",
        "id3 ", "ID3 ", "_PMX", "PEAK", "axml", "chna", "cart", "DISP", "LGWV", "minf", "elm1", "regn", "umid", "afsp",
    ];

    /// <summary>Reads up to the first sample; null: more bytes are needed.</summary>
    /// <param name="start">From the begin.</param>
    /// <param name="isAll">Whether nothing follows <paramref name="start"/>; then the answer is not null.</param>
    /// <exception cref="InvalidAudioException">No WAV file, chunks missing or too long, or a format not
    /// supported.</exception>
    public static WavHeader? Parse(ReadOnlySpan<byte> start, bool isAll)
    {
        if (!isAll && start.Length < HeaderLength)
            return null;
        CheckMagic(start);
        (WavFormat? format, long? length64, int? empty) = (null, null, null);
        var at = HeaderLength;
        while (start.Length - at >= ChunkHeaderLength)
        {
            var id = start.Slice(at, 4);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(start[(at + 4)..]);
            at += ChunkHeaderLength;
            if (id.SequenceEqual("data"u8))
            {
                if (size == 0 && !isAll && start.Length - at < ChunkHeaderLength)
                    return null;
                if (size != 0 || !IsChunk(start[at..]))
                    return new WavHeader(format ?? throw Missing("fmt ", "before the 'data' chunk"), at,
                        LengthOf(size, length64));
                // Nothing, as other chunks show that follow.
                empty ??= at;
                continue;
            }
            if (size > start.Length - at)
                return isAll ? throw TooLong(id, size, start.Length - at) : null;
            if (id.SequenceEqual("fmt "u8))
                format = WavFormat.Parse(start.Slice(at, (int)size));
            else if (id.SequenceEqual("ds64"u8) && size >= Ds64Length)
                length64 = BinaryPrimitives.ReadInt64LittleEndian(start[(at + 8)..]);
            at += (int)size;
            if ((size & 1) != 0 && !IsUnpadded(start[at..]))
                at++;
        }
        return !isAll ? null
            : empty is { } none && format is { } known ? new WavHeader(known, none, 0)
            : throw Missing("data", "one");
    }

    private static void CheckMagic(ReadOnlySpan<byte> start)
    {
        if (start.Length < HeaderLength)
            throw Fault("length in bytes", start.Length, $"a RIFF/WAVE file has at least {HeaderLength}");
        if (AudioContainer.Recognise(start) is not { IsWav: true } container)
            throw Refusal(start, AudioReaders.Services);
    }

    /// <summary>Why audio of another kind is not read.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <param name="reader">Who refuses it.</param>
    internal static InvalidAudioException Refusal(ReadOnlySpan<byte> start, AudioReaders reader)
    {
        var name = AudioContainer.Recognise(start)?.Name
            ?? (Id3Tag.LengthBefore(start) > 0 ? "unknown behind an ID3 tag" : null)
            ?? $"'{Printable(start[..Math.Min(4, start.Length)])}'"
            + (start.Length >= HeaderLength ? $" '{Printable(start[8..12])}'" : "");
        return new InvalidAudioException("file type", name,
            $"{AudioContainer.NamesFor(reader)}; ffmpeg -i FILE out.wav converts");
    }

    private static long? LengthOf(uint size, long? length64) =>
        size == Unknown && length64 is > 0 and < long.MaxValue ? length64
        : size is 0 or >= LeastOfUnknown ? null
        : size;

    /// <summary>Whether the byte of padding that belongs here was left out: a chunk begins at once.</summary>
    private static bool IsUnpadded(ReadOnlySpan<byte> rest) =>
        IsId(rest) && !(rest.Length > 1 && IsId(rest[1..]));

    private static bool IsChunk(ReadOnlySpan<byte> rest) => rest.Length >= ChunkHeaderLength && IsId(rest);

    private static bool IsId(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 4)
            return false;
        foreach (var id in s_chunks)
        {
            if (Ascii.Equals(rest[..4], id))
                return true;
        }
        return false;
    }

    private static InvalidAudioException Missing(string id, string limit) => new($"'{id}' chunk", "missing", limit);

    private static InvalidAudioException TooLong(ReadOnlySpan<byte> id, uint size, int rest) =>
        Fault($"size of the '{Printable(id)}' chunk", size, $"the {rest} bytes that follow");

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

/// <summary>What <see cref="WavReader"/> accepts.</summary>
/// <param name="MaxBytes">Of the whole file; also bounds the memory used while reading a stream.</param>
/// <param name="MaxSamples">A channel.</param>
public sealed record WavLimits(int MaxBytes = 64 << 20, int MaxSamples = 16 << 20)
{
    public const int MaxChannels = 16;
    public const int MinSampleRateHz = 4_000;
    public const int MaxSampleRateHz = 192_000;

    public static WavLimits Default { get; } = new();
}
