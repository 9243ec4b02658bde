namespace Kws.VisionInference.Decoding;

/// <summary>Pixels that came as such.</summary>
internal static class RawDecoder
{
    /// <exception cref="InvalidImageException">The size is out of range or does not fit the data.</exception>
    public static PixelImage Decode(in EncodedImage image, ImageLimits limits)
    {
        limits.Check(image.Width, image.Height);
        var isGrey = image.Encoding == ImageEncoding.Grey;
        var expected = image.Width * image.Height * (isGrey ? 1 : PixelImage.Channels);
        var data = image.Data.Span;
        if (data.Length != expected)
            throw new InvalidImageException(
                $"image.data: {data.Length} bytes is not allowed; allowed: {expected} for " +
                $"{image.Width}x{image.Height} {image.Encoding} pixels");
        var decoded = new PixelImage(image.Width, image.Height);
        var pixels = decoded.Pixels;
        if (isGrey)
            for (var i = 0; i < data.Length; i++)
                pixels.Slice(i * PixelImage.Channels, PixelImage.Channels).Fill(data[i]);
        else
            data.CopyTo(pixels);
        if (image.Encoding == ImageEncoding.Bgr)
            for (var i = 0; i < pixels.Length; i += PixelImage.Channels)
                (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
        return decoded;
    }
}
