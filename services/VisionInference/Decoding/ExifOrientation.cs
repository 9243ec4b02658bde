using System.Buffers.Binary;

namespace Kws.VisionInference.Decoding;

/// <summary>The orientation that an EXIF block names (EXIF 2.3: 4.5 TIFF structure, 4.6.4 A tag 0x0112). The trainer
/// reads it likewise.</summary>
internal static class ExifOrientation
{
    private const int PrefixBytes = 6;
    private const int EntryBytes = 12;
    private const int Tag = 0x0112;

    /// <summary>Whether an APP1 segment holds EXIF and not, say, XMP.</summary>
    public static bool IsExif(ReadOnlySpan<byte> payload) => payload.StartsWith("Exif\0"u8);

    /// <summary>Upright when there is no tag or the block is malformed, as picture viewers take it.</summary>
    /// <param name="block">A TIFF structure, with or without the prefix of an APP1 segment.</param>
    public static Orientation Read(ReadOnlySpan<byte> block)
    {
        var tiff = IsExif(block) ? block[Math.Min(PrefixBytes, block.Length)..] : block;
        var isLittle = tiff.StartsWith("II*\0"u8);
        if (!isLittle && !tiff.StartsWith("MM\0*"u8) || tiff.Length < 8)
            return Orientation.Upright;
        var directory = Number(tiff, 4, 4, isLittle);
        if (directory > tiff.Length - 2)
            return Orientation.Upright;
        var entries = Number(tiff, (int)directory, 2, isLittle);
        for (var entry = (int)directory + 2; entries > 0 && entry + EntryBytes <= tiff.Length; entry += EntryBytes)
        {
            if (Number(tiff, entry, 2, isLittle) == Tag)
                return Value(tiff, entry, isLittle);
            entries--;
        }
        return Orientation.Upright;
    }

    // The standard says SHORT; some writers store a LONG or a BYTE.
    private static Orientation Value(ReadOnlySpan<byte> tiff, int entry, bool isLittle)
    {
        var bytes = Number(tiff, entry + 2, 2, isLittle) switch { 1 => 1, 3 => 2, 4 => 4, _ => 0 };
        var value = bytes == 0 ? 0 : Number(tiff, entry + 8, bytes, isLittle);
        return Orientation.FromExif(value <= 8 ? (int)value : 0);
    }

    private static uint Number(ReadOnlySpan<byte> tiff, int at, int bytes, bool isLittle) => (bytes, isLittle) switch
    {
        (1, _) => tiff[at],
        (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(tiff[at..]),
        (2, false) => BinaryPrimitives.ReadUInt16BigEndian(tiff[at..]),
        (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(tiff[at..]),
        (_, false) => BinaryPrimitives.ReadUInt32BigEndian(tiff[at..]),
    };
}
