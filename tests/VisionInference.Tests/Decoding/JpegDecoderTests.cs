using System.Buffers.Binary;
using Kws.VisionInference.Decoding;
using Kws.VisionInference.Preprocessing;
using Kws.VisionInference.Tests.Pictures;

namespace Kws.VisionInference.Tests.Decoding;

public sealed class JpegDecoderTests
{
    public static TheoryData<string> Coloured => ["exif-1.jpg", "progressive.jpg", "subsampled.jpg", "cmyk.jpg"];

    [Theory]
    [MemberData(nameof(Coloured))]
    public void Decode_OfAnyKind_GivesItsColours(string file)
    {
        using var image = TestPictures.Decode(TestPictures.File(file));
        Assert.Equal((32, 16), (image.Width, image.Height));
        AssertQuadrants(image, (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255));
    }

    [Fact]
    public void Decode_OfGrey_GivesThreeEqualChannels()
    {
        using var image = TestPictures.Decode(TestPictures.File("grey.jpg"));
        AssertQuadrants(image, (76, 76, 76), (150, 150, 150), (29, 29, 29), (255, 255, 255));
    }

    [Theory]
    [InlineData(1, false, false, false)]
    [InlineData(2, false, true, false)]
    [InlineData(3, false, true, true)]
    [InlineData(4, false, false, true)]
    [InlineData(5, true, false, false)]
    [InlineData(6, true, false, true)]
    [InlineData(7, true, true, true)]
    [InlineData(8, true, true, false)]
    public void Decode_WithAnExifOrientation_StandsUpright(int tag, bool transposed, bool flippedX, bool flippedY)
    {
        using var image = TestPictures.Decode(TestPictures.File($"exif-{tag}.jpg"));
        Assert.Equal(new Orientation(transposed, flippedX, flippedY), image.Orientation);
        var tensor = Planes.Of(image, PictureView.Whole);
        Planes.AssertQuadrants(tensor, (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255));
    }

    [Fact]
    public void Decode_OfAPictureWithPadding_ReadsIt()
    {
        var whole = TestPictures.File("exif-1.jpg");
        var table = whole.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDB]);
        using var image = TestPictures.Decode([.. whole[..table], 1, 2, 3, .. whole[table..]]);
        AssertQuadrants(image, (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255));
    }

    [Theory]
    [InlineData("progressive.jpg")]
    [InlineData("exif-6.jpg")]
    public void Decode_CutAnywhere_IsRefused(string file)
    {
        var whole = TestPictures.File(file);
        for (var length = 0; length < whole.Length - 2; length += 7)
            Assert.Throws<InvalidImageException>(() => TestPictures.Decode(whole[..length]));
    }

    // Each scan goes over the whole picture, whatever its few bytes hold: an attack on the processor.
    [Fact]
    public void Decode_OfThousandsOfScans_IsRefused()
    {
        var few = JpegScans.RepeatLast(TestPictures.File("progressive.jpg"), 1);
        TestPictures.Decode(few).Dispose();

        var many = JpegScans.RepeatLast(TestPictures.File("progressive.jpg"), 5_000);

        Assert.Throws<InvalidImageException>(() => TestPictures.Decode(many));
    }

    [Theory]
    [InlineData(30_000, 30_000)]
    [InlineData(65_500, 1)]
    [InlineData(8_000, 8_000)]
    public void Decode_OfAHugeHeader_IsRefusedBeforeItsMemoryIsTaken(int width, int height)
    {
        var jpeg = TestPictures.File("exif-1.jpg");
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), (ushort)width);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidImageException>(() => TestPictures.Decode(jpeg));
        Assert.Contains($"{width}x{height}", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Decode_OfDamagedBytes_ReadsOrRefuses()
    {
        var whole = TestPictures.File("exif-6.jpg");
        var random = new Random(3);
        for (var round = 0; round < 2000; round++)
        {
            byte[] damaged = [.. whole];
            for (var i = random.Next(1, 6); i > 0; i--)
                damaged[random.Next(3, damaged.Length)] = (byte)random.Next(256);
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

    private static void AssertQuadrants(PixelImage image, params (int, int, int)[] expected)
    {
        for (var i = 0; i < 4; i++)
        {
            var pixel = image.Row(4 + i / 2 * 8).Slice((4 + i % 2 * 20) * 3, 3);
            (var red, var green, var blue) = expected[i];
            Assert.InRange(pixel[0], red - 3, red + 3);
            Assert.InRange(pixel[1], green - 3, green + 3);
            Assert.InRange(pixel[2], blue - 3, blue + 3);
        }
    }
}
