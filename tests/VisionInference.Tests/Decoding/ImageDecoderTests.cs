using Kws.VisionInference.Decoding;
using Kws.VisionInference.Tests.Pictures;

namespace Kws.VisionInference.Tests.Decoding;

public sealed class ImageDecoderTests
{
    [Fact]
    public void Decode_OfRawPixels_PutsChannelsInOrder()
    {
        using var rgb = TestPictures.Decode([1, 2, 3, 4, 5, 6], ImageEncoding.Rgb, 2, 1);
        using var bgr = TestPictures.Decode([1, 2, 3, 4, 5, 6], ImageEncoding.Bgr, 2, 1);
        using var grey = TestPictures.Decode([7, 8], ImageEncoding.Grey, 1, 2);
        Assert.Equal([1, 2, 3, 4, 5, 6], rgb.Pixels.ToArray());
        Assert.Equal([3, 2, 1, 6, 5, 4], bgr.Pixels.ToArray());
        Assert.Equal([7, 7, 7, 8, 8, 8], grey.Pixels.ToArray());
    }

    [Theory]
    [InlineData(nameof(ImageEncoding.Rgb), 5, 2, 1)]
    [InlineData(nameof(ImageEncoding.Rgb), 7, 2, 1)]
    [InlineData(nameof(ImageEncoding.Grey), 0, 1, 1)]
    [InlineData(nameof(ImageEncoding.Grey), 4, 0, 4)]
    [InlineData(nameof(ImageEncoding.Grey), 4, -2, -2)]
    [InlineData(nameof(ImageEncoding.Bgr), 4, int.MaxValue, int.MaxValue)]
    public void Decode_OfRawPixelsOfAnotherSize_IsRefused(string encoding, int bytes, int width, int height) =>
        Assert.Throws<InvalidImageException>(() =>
            TestPictures.Decode(new byte[bytes], Enum.Parse<ImageEncoding>(encoding), width, height));

    [Theory]
    [InlineData("", "0 bytes")]
    [InlineData("GIF89a and so on", "47494638")]
    [InlineData("\u0089PNX", "C289504E")]
    [InlineData("x", "78")]
    public void Decode_OfAnotherFormat_IsRefusedShowingHowItBegins(string text, string expected)
    {
        var error = Assert.Throws<InvalidImageException>(() =>
            TestPictures.Decode(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_OfAPngCalledJpeg_IsRefused() =>
        Assert.Throws<InvalidImageException>(() =>
            TestPictures.Decode(TestPictures.File("rgb.png"), ImageEncoding.Jpeg));
}
