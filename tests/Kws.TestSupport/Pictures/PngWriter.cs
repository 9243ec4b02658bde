using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Kws.TestSupport.Pictures;

/// <summary>Writes PNG files chunk by chunk, right ones and wrong ones (PNG specification, 2nd edition).</summary>
public sealed class PngWriter
{
    private readonly MemoryStream _file = new();

    public PngWriter() => _file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    /// <summary>Any picture; rows are without filter bytes.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="depth">Bits a channel.</param>
    /// <param name="colourType">0 grey, 2 RGB, 4 grey and alpha, 6 RGBA.</param>
    /// <param name="pixels">Rows, 16-bit values big-endian.</param>
    public static byte[] Encode(int width, int height, int depth, int colourType, ReadOnlySpan<byte> pixels)
    {
        var stride = pixels.Length / height;
        var rows = new MemoryStream();
        for (var y = 0; y < height; y++)
        {
            rows.WriteByte(0);
            rows.Write(pixels.Slice(y * stride, stride));
        }
        return new PngWriter().Header(width, height, depth, colourType).Chunk("IDAT", Deflate(rows.ToArray())).End();
    }

    /// <summary>A square of one colour.</summary>
    public static byte[] Plain((byte Red, byte Green, byte Blue) colour, int side = 16) =>
        Encode(side, side, 8, 2,
            [.. Enumerable.Repeat(new[] { colour.Red, colour.Green, colour.Blue }, side * side)
                .SelectMany(pixel => pixel)]);

    public PngWriter Header(int width, int height, int depth, int colourType)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)depth, (byte)colourType);
        return Chunk("IHDR", header);
    }

    public PngWriter Chunk(string type, ReadOnlySpan<byte> content)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        _file.Write(number);
        byte[] checkedBytes = [.. Encoding.ASCII.GetBytes(type), .. content];
        _file.Write(checkedBytes);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(checkedBytes));
        _file.Write(number);
        return this;
    }

    public byte[] End() => Chunk("IEND", []).ToArray();

    public byte[] ToArray() => _file.ToArray();

    public static byte[] Deflate(ReadOnlySpan<byte> content)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(content);
        return packed.ToArray();
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }
        return ~crc;
    }
}
