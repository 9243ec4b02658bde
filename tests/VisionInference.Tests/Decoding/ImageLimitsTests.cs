using Kws.VisionInference.Decoding;

namespace Kws.VisionInference.Tests.Decoding;

/// <summary>Each limit on its last allowed value and on the first that is not.</summary>
public sealed class ImageLimitsTests
{
    private static readonly ImageLimits s_limits = new(MaxSidePixels: 100, MaxPixels: 5_000) { MaxBytes = 1_000 };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 50)]
    [InlineData(50, 100)]
    [InlineData(100, 1)]
    public void Check_OfAnAllowedSize_IsSilent(long width, long height) => s_limits.Check(width, height);

    [Theory]
    [InlineData(0, 1, "image: 0x1 pixels is not allowed; allowed: at least 1x1")]
    [InlineData(1, 0, "image: 1x0 pixels is not allowed; allowed: at least 1x1")]
    [InlineData(-5, -5, "image: -5x-5 pixels is not allowed; allowed: at least 1x1")]
    [InlineData(101, 1, "image: 101x1 pixels is not allowed; allowed: at most 100 a side and 5000 in all")]
    [InlineData(1, 101, "image: 1x101 pixels is not allowed; allowed: at most 100 a side and 5000 in all")]
    [InlineData(100, 51, "image: 100x51 pixels is not allowed; allowed: at most 100 a side and 5000 in all")]
    [InlineData(4_294_967_296, 4_294_967_296,
        "image: 4294967296x4294967296 pixels is not allowed; allowed: at most 100 a side and 5000 in all")]
    public void Check_OfAnotherSize_NamesItAndTheLimit(long width, long height, string expected) =>
        Assert.Equal(expected, Refusal(() => s_limits.Check(width, height)));

    [Fact]
    public void CheckBytes_OfTheLimit_IsSilent() => s_limits.CheckBytes(1_000);

    [Fact]
    public void CheckBytes_OfOneMore_NamesThemAndTheLimit() =>
        Assert.Equal("image.data: 1001 bytes are not allowed; allowed: at most 1000",
            Refusal(() => s_limits.CheckBytes(1_001)));

    [Theory]
    [InlineData(100, 50, 16)]
    [InlineData(50, 50, 32)]
    [InlineData(10, 10, 800)]
    public void CheckScans_OfASmallerPicture_AllowsMore(long width, long height, int allowed)
    {
        s_limits.CheckScans(width, height, allowed);

        Assert.Equal($"image: {allowed + 1} scans of {width}x{height} pixels are not allowed; allowed: at most " +
            $"{allowed}", Refusal(() => s_limits.CheckScans(width, height, allowed + 1)));
    }

    [Fact]
    public void CheckScans_OfAPictureBeyondAllLimits_AllowsOne()
    {
        s_limits.CheckScans(10_000, 10_000, 1);

        Assert.Throws<InvalidImageException>(() => s_limits.CheckScans(10_000, 10_000, 2));
    }

    [Fact]
    public void Decode_OfRawPixels_TellsTheSizeThatFits()
    {
        var image = new EncodedImage(ImageEncoding.Bgr, new byte[11], 2, 2);

        Assert.Equal("image.data: 11 bytes is not allowed; allowed: 12 for 2x2 Bgr pixels",
            Refusal(() => ImageDecoder.Decode(image, s_limits)));
    }

    [Fact]
    public void Decode_OfTooManyBytes_IsRefusedWhateverTheyAre()
    {
        var image = new EncodedImage(ImageEncoding.Detect, new byte[1_001], 0, 0);

        Assert.StartsWith("image.data: 1001 bytes", Refusal(() => ImageDecoder.Decode(image, s_limits)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void PixelImage_Disposed_HasNoPixelsAnyMore()
    {
        var image = new PixelImage(2, 2);
        image.Dispose();
        image.Dispose();

        Assert.Throws<ObjectDisposedException>(() => image.Pixels.Length);
    }

    private static string Refusal(Action action) => Assert.Throws<InvalidImageException>(action).Message;
}
