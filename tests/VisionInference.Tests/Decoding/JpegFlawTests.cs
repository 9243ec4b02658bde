using Kws.VisionInference.Decoding;
using Kws.VisionInference.Tests.Pictures;

namespace Kws.VisionInference.Tests.Decoding;

/// <summary>JPEGs that libjpeg warns of: taken if every line came, and no warning hides that one did not.</summary>
public sealed class JpegFlawTests
{
    private static readonly byte[] s_whole = TestPictures.File("subsampled.jpg");

    public static TheoryData<string> Flaws =>
        ["odd spectral selection", "an unknown JFIF revision", "an unknown Adobe colour transform",
            "bytes between its segments", "no end marker", "bytes behind its data"];

    [Theory]
    [MemberData(nameof(Flaws))]
    public void Decode_OfAFlawThatCostsNoLine_TakesThePictureAndTellsTheFlaw(string flaw)
    {
        using var right = TestPictures.Decode(s_whole);

        using var image = TestPictures.Decode(With(flaw, s_whole));

        Assert.Null(right.Flaw);
        Assert.Equal(flaw, image.Flaw);
        Assert.Equal(right.Pixels.ToArray(), image.Pixels.ToArray());
    }

    // Not with zeros behind the data: they are codes.
    [Theory]
    [InlineData("odd spectral selection")]
    [InlineData("an unknown JFIF revision")]
    [InlineData("an unknown Adobe colour transform")]
    [InlineData("bytes between its segments")]
    [InlineData("no end marker")]
    public void Decode_CutWithinItsDataBehindAFlaw_IsRefused(string flaw)
    {
        var data = DataOf(s_whole);
        for (var length = data + 1; length < s_whole.Length - 3; length++)
        {
            byte[] ended = [.. s_whole[..length], 0xFF, 0xD9];
            Assert.Throws<InvalidImageException>(() => TestPictures.Decode(With(flaw, ended)));
            Assert.Throws<InvalidImageException>(() => TestPictures.Decode(With(flaw, s_whole[..length])));
        }
    }

    [Theory]
    [InlineData("progressive.jpg")]
    [InlineData("cmyk.jpg")]
    [InlineData("grey.jpg")]
    public void Decode_CutWithinItsFirstScanButEnded_IsRefused(string file)
    {
        var whole = TestPictures.File(file);
        var data = DataOf(whole);
        for (var length = data + 1; whole[length + 1] != 0xFF || whole[length + 2] == 0; length++)
            Assert.Throws<InvalidImageException>(() => TestPictures.Decode([.. whole[..length], 0xFF, 0xD9]));
    }

    [Fact]
    public void Decode_OfAProgressivePictureWithoutTheScanOfAComponent_IsRefused()
    {
        var whole = TestPictures.File("progressive.jpg");
        var firstScan = whole.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);

        var error = Assert.Throws<InvalidImageException>(
            () => TestPictures.Decode([.. whole[..firstScan], 0xFF, 0xD9]));

        Assert.Contains("a scan is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_OfTwoPicturesInOne_IsRefused()
    {
        byte[] merged = [.. s_whole[..(DataOf(s_whole) + 4)], .. s_whole];

        var error = Assert.Throws<InvalidImageException>(() => TestPictures.Decode(merged));

        Assert.Contains("another picture begins", error.Message, StringComparison.Ordinal);
    }

    // A picture of a few kilobytes whose scans each go over 16 million pixels: seconds of work.
    [Fact]
    public void Decode_OfManyScansOfManyPixels_IsRefusedBeforeTheWork()
    {
        var few = TestPictures.File("progressive.jpg");
        var frame = few.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]);
        (few[frame + 5], few[frame + 6], few[frame + 7], few[frame + 8]) = (0x10, 0, 0x10, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<InvalidImageException>(() => TestPictures.Decode(JpegScans.RepeatLast(few, 20)));

        Assert.Contains("scans of 4096x4096 pixels are not allowed; allowed: at most 16", error.Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Decode_OfFewBytesForManyPixels_IsRefusedBeforeItsMemoryIsTaken()
    {
        byte[] jpeg = [.. s_whole];
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (jpeg[frame + 5], jpeg[frame + 6], jpeg[frame + 7], jpeg[frame + 8]) = (0x10, 0, 0x10, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.Throws<InvalidImageException>(() => TestPictures.Decode(jpeg));

        Assert.Contains("too short for 4096x4096 pixels", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Decode_OfMoreBytesThanAllowed_IsRefused()
    {
        var limits = TestPictures.Limits with { MaxBytes = 600 };

        var error = Assert.Throws<InvalidImageException>(() => ImageDecoder.Decode(
            new EncodedImage(ImageEncoding.Detect, new byte[601], 0, 0), limits));

        Assert.Equal("image.data: 601 bytes are not allowed; allowed: at most 600", error.Message);
    }

    private static byte[] With(string flaw, byte[] jpeg)
    {
        var jfif = jpeg.AsSpan().IndexOf("JFIF\0"u8) + 5;
        var table = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDB]);
        var data = DataOf(jpeg);
        var end = jpeg is [.., 0xFF, 0xD9] ? jpeg.Length - 2 : jpeg.Length;
        return flaw switch
        {
            "odd spectral selection" => [.. jpeg[..(data - 3)], 0, 0, 0, .. jpeg[data..]],
            "an unknown JFIF revision" => [.. jpeg[..jfif], 2, 1, .. jpeg[(jfif + 2)..]],
            "an unknown Adobe colour transform" =>
                [0xFF, 0xD8, 0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 5, .. jpeg[2..]],
            "bytes between its segments" => [.. jpeg[..table], 1, 2, 3, .. jpeg[table..]],
            "no end marker" => jpeg[..end],
            // More than libjpeg reads ahead.
            _ => [.. jpeg[..end], .. new byte[16], .. jpeg[end..]],
        };
    }

    /// <summary>Where the first scan's data begin.</summary>
    private static int DataOf(byte[] jpeg)
    {
        var scan = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        return scan + 2 + (jpeg[scan + 2] << 8 | jpeg[scan + 3]);
    }
}
