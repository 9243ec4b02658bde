namespace Kws.Audio;

/// <summary>A kind of audio file, known by its first bytes, whatever its name.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Holds">What of it is read; empty: nothing.</param>
/// <param name="Readers">Who reads it.</param>
public sealed record AudioContainer(string Name, string Holds, AudioReaders Readers)
{
    /// <summary>Bytes from the begin of a file, or from behind its ID3 tag, that are enough to recognise it.</summary>
    public const int EnoughBytes = 4_096;

    // Of an Ogg page with one segment.
    private const int FirstPacketOffset = 28;

    private const string Samples =
        "PCM of 8, 16, 24 or 32 bit, float of 32 or 64 bit, A-law, µ-law; plain or extensible";

    private const AudioReaders Everyone = AudioReaders.Files | AudioReaders.Services | AudioReaders.StandardInput;

    public static AudioContainer Wav { get; } = new("WAV", Samples, Everyone);

    public static AudioContainer Rf64 { get; } = new("RF64", Samples, Everyone);

    public static AudioContainer Bw64 { get; } = new("BW64", Samples, Everyone);

    public static AudioContainer Flac { get; } =
        new("FLAC", "all that the program `flac` decodes, with tags before or after", AudioReaders.Files);

    public static AudioContainer Opus { get; } =
        new("Ogg Opus", "mono or stereo; of several streams the first", AudioReaders.Files);

    public static AudioContainer Mp3 { get; } = Foreign("MP3");

    /// <summary>All that are recognised; those that nobody reads are refused by name.</summary>
    public static IReadOnlyList<AudioContainer> Known { get; } =
        [Wav, Rf64, Bw64, Flac, Opus, .. Magic.All.Select(magic => magic.Container), Mp3];

    /// <summary>Whether files of it are WAV files with lengths of 32 or 64 bit.</summary>
    public bool IsWav => this == Wav || this == Rf64 || this == Bw64;

    /// <summary>What the file is that begins so; null: none of <see cref="Known"/>.</summary>
    /// <param name="start"><see cref="EnoughBytes"/>, or all there are. No ID3 tag (<see cref="Id3Tag"/>).</param>
    public static AudioContainer? Recognise(ReadOnlySpan<byte> start)
    {
        if (start.Length >= 12 && start[8..12].SequenceEqual("WAVE"u8))
        {
            if (start.StartsWith("RIFF"u8))
                return Wav;
            if (start.StartsWith("RF64"u8))
                return Rf64;
            if (start.StartsWith("BW64"u8))
                return Bw64;
        }
        if (start.StartsWith("fLaC"u8))
            return Flac;
        if (IsOpus(start))
            return Opus;
        foreach (var magic in Magic.All)
        {
            if (magic.IsAt(start))
                return magic.Container;
        }
        return MpegFrame.AreAt(start) ? Mp3 : null;
    }

    /// <summary>Whether the answer for so few bytes may be another with <see cref="EnoughBytes"/>.</summary>
    public static bool NeedsMore(ReadOnlySpan<byte> start) =>
        start.Length < EnoughBytes
        && (MpegFrame.MayBeAt(start) || IsTagged(start) || (IsOgg(start) && !IsOpus(start)));

    /// <summary>Whether an ID3 tag comes first.</summary>
    public static bool IsTagged(ReadOnlySpan<byte> start) => Id3Tag.LengthBefore(start) > 0;

    /// <summary>Names of what is read, such as "WAV, RF64, BW64, FLAC or Ogg Opus".</summary>
    public static string NamesFor(AudioReaders reader)
    {
        string[] names = [.. Known.Where(container => container.Readers.HasFlag(reader)).Select(c => c.Name)];
        return $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }

    // A first page holds one packet of less than 255 bytes.
    private static bool IsOpus(ReadOnlySpan<byte> start) =>
        IsOgg(start) && start.Length > FirstPacketOffset
        && start[FirstPacketOffset..].StartsWith(OpusHead.Magic);

    private static bool IsOgg(ReadOnlySpan<byte> start) => start.StartsWith("OggS"u8);

    private static AudioContainer Foreign(string name) => new(name, "", AudioReaders.None);

    /// <summary>The bytes at a fixed place that tell a kind of file.</summary>
    private sealed record Magic(AudioContainer Container, int Offset, byte[] Bytes)
    {
        public static readonly Magic[] All =
        [
            new(Foreign("RIFX"), 0, [.. "RIFX"u8]),
            new(Foreign("Ogg (Vorbis, Speex)"), 0, [.. "OggS"u8]),
            new(Foreign("AIFF"), 8, [.. "AIF"u8]),
            new(Foreign("CAF"), 0, [.. "caff"u8]),
            new(Foreign("AU"), 0, [.. ".snd"u8]),
            new(Foreign("Wave64"), 0, [.. "riff"u8, 0x2E, 0x91, 0xCF, 0x11]),
            new(Foreign("MP4 (AAC, ALAC)"), 4, [.. "ftyp"u8]),
            new(Foreign("Matroska (WebM)"), 0, [0x1A, 0x45, 0xDF, 0xA3]),
            new(Foreign("Windows Media"), 0, [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]),
            new(Foreign("AMR"), 0, [.. "#!AMR"u8]),
            new(Foreign("WavPack"), 0, [.. "wvpk"u8]),
        ];

        public bool IsAt(ReadOnlySpan<byte> start) => start.Length >= Offset && start[Offset..].StartsWith(Bytes);
    }
}

/// <summary>Who reads a kind of audio file.</summary>
[Flags]
public enum AudioReaders
{
    None = 0,

    /// <summary>The commands of <c>kws</c> that take a file.</summary>
    Files = 1,

    /// <summary>The services, in requests with a whole file.</summary>
    Services = 2,

    /// <summary><c>kws listen -</c>.</summary>
    StandardInput = 4,
}
