using Kws.VisionInference.Decoding;
using Kws.VisionInference.Tests.Pictures;

namespace Kws.VisionInference.Tests.Decoding;

public sealed class PngDecoderTests
{
    [Theory]
    [InlineData("rgb.png", 255, 0, 0)]
    [InlineData("palette.png", 255, 0, 0)]
    [InlineData("grey.png", 76, 76, 76)]
    public void Decode_OfAnotherWritersFile_GivesItsColours(string file, byte red, byte green, byte blue)
    {
        using var image = TestPictures.Decode(TestPictures.File(file));
        Assert.Equal((32, 16), (image.Width, image.Height));
        Assert.Equal([red, green, blue], image.Row(4).Slice(12, 3).ToArray());
    }

    [Fact]
    public void Decode_Of16Bits_TakesTheUpperByte() => AssertPixels(
        PngWriter.Encode(2, 1, 16, 2, [0x12, 0x12, 0x80, 0x80, 0xFF, 0xFF, 0, 0, 0x40, 0x40, 0x01, 0x01]),
            [0x12, 0x80, 0xFF, 0, 0x40, 0x01]);

    [Fact]
    public void Decode_Of16BitGreyAndAlpha_DropsTheAlpha() => AssertPixels(
        PngWriter.Encode(2, 1, 16, 4, [0x77, 0x77, 0xFF, 0xFF, 0x20, 0x20, 0x40, 0x40]),
            [0x77, 0x77, 0x77, 0x20, 0x20, 0x20]);

    [Fact]
    public void Decode_OfTransparentPixels_KeepsTheirColour() =>
        AssertPixels(PngWriter.Encode(2, 1, 8, 6, [10, 20, 30, 255, 200, 100, 50, 0]), [10, 20, 30, 200, 100, 50]);

    [Fact]
    public void Decode_OfOneBitGrey_GivesBlackAndWhite() =>
        AssertPixels(PngWriter.Encode(8, 1, 1, 0, [0b1010_0000])[..],
            [255, 255, 255, 0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

    [Fact]
    public void Decode_OfOnePixel_GivesIt() => AssertPixels(PngWriter.Encode(1, 1, 8, 2, [1, 2, 3]), [1, 2, 3]);

    [Fact]
    public void Decode_WithAGamma_KeepsTheStoredColours()
    {
        byte[] linear = [0, 1, 0x86, 0xA0]; // gAMA counts in 1/100,000: 1.0
        AssertPixels(
            new PngWriter().Header(1, 1, 8, 2).Chunk("gAMA", linear)
                .Chunk("IDAT", PngWriter.Deflate([0, 10, 100, 200])).End(),
            [10, 100, 200]);
    }

    [Fact]
    public void Decode_CutAnywhere_IsRefused()
    {
        var whole = TestPictures.File("palette.png");
        // The end marker may be missing: nothing of the picture is.
        for (var length = 0; length < whole.Length - 30; length += 5)
            Assert.Throws<InvalidImageException>(() => TestPictures.Decode(whole[..length]));
    }

    [Theory]
    [InlineData(30_000, 30_000)]
    [InlineData(9_000, 1)]
    [InlineData(0, 5)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Decode_OfAHeaderOutOfRange_IsRefused(int width, int height) =>
        Assert.Throws<InvalidImageException>(() =>
            TestPictures.Decode(new PngWriter().Header(width, height, 8, 2)
                .Chunk("IDAT", PngWriter.Deflate(new byte[100])).End()));

    [Fact]
    public void Decode_OfABombInATextChunk_TakesNoMemoryForIt()
    {
        var bomb = PngWriter.Deflate(new byte[200 << 20]);
        var png = new PngWriter().Header(1, 1, 8, 2)
            .Chunk("zTXt", [.. "Comment\0\0"u8, .. bomb])
            .Chunk("iCCP", [.. "profile\0\0"u8, .. bomb])
            .Chunk("IDAT", PngWriter.Deflate([0, 1, 2, 3])).End();
        var before = Environment.WorkingSet;
        try
        {
            TestPictures.Decode(png).Dispose();
        }
        catch (InvalidImageException)
        {
            // Refusing the chunk is as good as passing over it.
        }
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 100 << 20);
    }

    [Fact]
    public void Decode_OfMorePixelsThanTheHeaderSays_ReadsWhatItSays()
    {
        var png = new PngWriter().Header(1, 1, 8, 2).Chunk("IDAT", PngWriter.Deflate(new byte[50 << 20])).End();
        try
        {
            using var image = TestPictures.Decode(png);
            Assert.Equal((1, 1), (image.Width, image.Height));
        }
        catch (InvalidImageException)
        {
            // As good.
        }
    }

    [Fact]
    public void Decode_OfDamagedBytes_ReadsOrRefuses()
    {
        var whole = TestPictures.File("palette.png");
        var random = new Random(5);
        for (var round = 0; round < 2000; round++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(8, damaged.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                TestPictures.Decode(damaged).Dispose();
            }
            catch (InvalidImageException)
            {
                // The other allowed answer.
            }
        }
    }

    private static void AssertPixels(byte[] png, byte[] expected)
    {
        using var image = TestPictures.Decode(png);
        Assert.Equal(expected, image.Pixels.ToArray());
    }
}
