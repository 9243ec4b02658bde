using System.Buffers.Binary;
using System.Globalization;

namespace Kws.Audio;

/// <summary>A page of an Ogg file (RFC 3533, section 6), whose checksum was right.</summary>
internal readonly ref struct OggPage
{
    /// <summary>The granule position of a page on which no packet ends.</summary>
    public const long NoGranule = -1;

    private const int HeaderLength = 27;
    private const int ChecksumOffset = 22;
    private static readonly uint[] s_checksums = [.. Enumerable.Range(0, 256).Select(Checksum)];
    private readonly ReadOnlySpan<byte> _bytes;

    private OggPage(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Bytes of the page.</summary>
    public int Length => _bytes.Length;

    /// <summary>Whether the first packet began on an earlier page.</summary>
    public bool IsContinued => (_bytes[5] & 1) != 0;

    /// <summary>Whether it is the last page of its stream.</summary>
    public bool IsLast => (_bytes[5] & 4) != 0;

    /// <summary>Where the last packet that ends here ends, or <see cref="NoGranule"/>.</summary>
    public long Granule => BinaryPrimitives.ReadInt64LittleEndian(_bytes[6..]);

    /// <summary>Tells the streams of a file apart.</summary>
    public uint Stream => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[14..]);

    /// <summary>Lengths of the segments; a packet ends with one under 255.</summary>
    public ReadOnlySpan<byte> Lacing => _bytes.Slice(HeaderLength, _bytes[HeaderLength - 1]);

    /// <summary>The segments.</summary>
    public ReadOnlySpan<byte> Body => _bytes[(HeaderLength + Lacing.Length)..];

    /// <summary>The page that begins here; false: the bytes end before it does.</summary>
    /// <exception cref="InvalidAudioException">No page begins here, or its checksum is wrong.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out OggPage page)
    {
        page = default;
        var magic = "OggS"u8;
        if (!bytes.StartsWith(magic[..Math.Min(magic.Length, bytes.Length)]))
            throw new InvalidAudioException("Ogg page", "none where one should begin", "pages without gaps");
        if (bytes.Length < HeaderLength || bytes.Length < HeaderLength + bytes[HeaderLength - 1])
            return false;
        if (bytes[4] != 0)
            throw new InvalidAudioException("version of an Ogg page", Text(bytes[4]), "0");
        var length = HeaderLength + bytes[HeaderLength - 1];
        foreach (var segment in bytes[HeaderLength..length])
            length += segment;
        if (bytes.Length < length)
            return false;
        bytes = bytes[..length];
        var expected = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]);
        if (ChecksumOf(bytes) is var actual && actual != expected)
        {
            throw new InvalidAudioException("checksum of an Ogg page",
                actual.ToString("x8", CultureInfo.InvariantCulture),
                expected.ToString("x8", CultureInfo.InvariantCulture));
        }
        page = new OggPage(bytes);
        return true;
    }

    /// <summary>The checksum that belongs into a page.</summary>
    internal static uint ChecksumOf(ReadOnlySpan<byte> page)
    {
        var checksum = 0u;
        for (var at = 0; at < page.Length; at++)
        {
            var value = at is >= ChecksumOffset and < ChecksumOffset + 4 ? (byte)0 : page[at];
            checksum = (checksum << 8) ^ s_checksums[(checksum >> 24) ^ value];
        }
        return checksum;
    }

    private static uint Checksum(int value)
    {
        var checksum = (uint)value << 24;
        for (var bit = 0; bit < 8; bit++)
            checksum = (checksum << 1) ^ ((checksum & 0x8000_0000) != 0 ? 0x04C1_1DB7u : 0);
        return checksum;
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
