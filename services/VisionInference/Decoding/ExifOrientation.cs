using System.Buffers.Binary;

namespace VisionInference.Decoding;

/// <summary>Finds the orientation tag in a JPEG's EXIF block (EXIF 2.3; TIFF 6.0 for the directory).</summary>
internal static class ExifOrientation
{
    private const byte App1 = 0xE1;
    private const byte StartOfScan = 0xDA;
    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;
    private const int EntryBytes = 12;

    /// <summary>Upright when there is no tag or the block is malformed, as picture viewers take it.</summary>
    public static Orientation Read(ReadOnlySpan<byte> jpeg)
    {
        int position = 2;
        while (position + 4 <= jpeg.Length && jpeg[position] == 0xFF && jpeg[position + 1] != StartOfScan)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(position + 2)..]);
            if (length < 2 || position + 2 + length > jpeg.Length)
                break;
            ReadOnlySpan<byte> content = jpeg.Slice(position + 4, length - 2);
            if (jpeg[position + 1] == App1 && content.StartsWith("Exif\0\0"u8))
                return ReadDirectory(content[6..]);
            position += 2 + length;
        }
        return Orientation.Upright;
    }

    private static Orientation ReadDirectory(ReadOnlySpan<byte> tiff)
    {
        bool little = tiff.StartsWith("II"u8);
        if (tiff.Length < 8 || (!little && !tiff.StartsWith("MM"u8)))
            return Orientation.Upright;
        uint offset = Read32(tiff[4..], little);
        if (offset > tiff.Length - 2)
            return Orientation.Upright;
        ReadOnlySpan<byte> directory = tiff[(int)offset..];
        int entries = Read16(directory, little);
        directory = directory[2..];
        for (int i = 0; i < entries && directory.Length >= EntryBytes; i++, directory = directory[EntryBytes..])
            if (Read16(directory, little) == OrientationTag && Read16(directory[2..], little) == ShortType)
                return Orientation.FromExif(Read16(directory[8..], little));
        return Orientation.Upright;
    }

    private static ushort Read16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Read32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
