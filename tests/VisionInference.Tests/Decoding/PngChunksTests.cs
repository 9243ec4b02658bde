using System.Buffers.Binary;
using System.Text;
using Kws.VisionInference.Decoding;

namespace Kws.VisionInference.Tests.Decoding;

/// <summary>Which chunks of a PNG reach the decoder, and packed pixels.</summary>
public sealed class PngChunksTests
{
    private static readonly byte[] s_signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    [Fact]
    public void CopyCritical_OfManyChunks_KeepsThoseOfThePictureInTheirOrder()
    {
        byte[] png =
        [
            .. s_signature, .. Chunk("IHDR", 13), .. Chunk("gAMA", 4), .. Chunk("PLTE", 6), .. Chunk("tRNS", 2),
            .. Chunk("IDAT", 5), .. Chunk("tEXt", 9), .. Chunk("IDAT", 1), .. Chunk("IEND", 0),
        ];
        byte[] expected =
        [
            .. s_signature, .. Chunk("IHDR", 13), .. Chunk("PLTE", 6), .. Chunk("IDAT", 5), .. Chunk("IDAT", 1),
            .. Chunk("IEND", 0),
        ];

        Assert.Equal(expected, Critical(png));
    }

    [Fact]
    public void CopyCritical_OfAChunkCutShort_KeepsWhatThereIs()
    {
        byte[] png = [.. s_signature, .. Chunk("IHDR", 13), .. Chunk("IDAT", 50)[..30]];

        Assert.Equal(png, Critical(png));
    }

    [Fact]
    public void CopyCritical_OfALengthOfFourGigabytes_ReadsNoFurther()
    {
        var huge = Chunk("gAMA", 4);
        BinaryPrimitives.WriteUInt32BigEndian(huge, uint.MaxValue);
        byte[] png = [.. s_signature, .. huge, .. Chunk("IEND", 0)];

        Assert.Equal(png, Critical(png));
    }

    [Fact]
    public void Orientation_OfAnExifChunk_IsReadAnywhere()
    {
        byte[] exif = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        byte[] before = [.. s_signature, .. Chunk("IHDR", 13), .. Chunk("eXIf", exif), .. Chunk("IDAT", 3)];
        byte[] behind = [.. s_signature, .. Chunk("IHDR", 13), .. Chunk("IDAT", 3), .. Chunk("eXIf", exif)];

        Assert.Equal(Orientation.FromExif(6), PngChunks.Orientation(before));
        Assert.Equal(Orientation.FromExif(6), PngChunks.Orientation(behind));
    }

    [Fact]
    public void Orientation_WithoutAnExifChunk_IsUpright()
    {
        Assert.Equal(Orientation.Upright, PngChunks.Orientation([.. s_signature, .. Chunk("IHDR", 13)]));
        Assert.Equal(Orientation.Upright, PngChunks.Orientation(s_signature));
    }

    [Fact]
    public void ToRgb_OfAnyNumberOfPixels_DropsTheFourthChannelOfEach()
    {
        for (var pixels = 0; pixels <= 40; pixels++)
        {
            var rgba = new byte[4 * pixels];
            new Random(pixels).NextBytes(rgba);
            var rgb = new byte[3 * pixels];

            RgbaPacking.ToRgb(rgba, rgb);

            Assert.Equal(rgba.Where((_, i) => i % 4 != 3), rgb);
        }
    }

    private static byte[] Critical(byte[] png)
    {
        var copy = new byte[png.Length];
        return copy[..PngChunks.CopyCritical(png, copy)];
    }

    private static byte[] Chunk(string name, int length)
    {
        var data = new byte[length];
        new Random(length).NextBytes(data);
        return Chunk(name, data);
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. Encoding.ASCII.GetBytes(name), .. data, 0xC0, 0xDE, 0xC0, 0xDE];
    }
}
