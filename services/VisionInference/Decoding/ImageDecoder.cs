namespace Kws.VisionInference.Decoding;

/// <summary>Turns a received picture into pixels.</summary>
internal static class ImageDecoder
{
    /// <returns>Dispose it.</returns>
    /// <exception cref="InvalidImageException">Neither JPEG nor PNG, malformed, cut short or too large.</exception>
    public static PixelImage Decode(in EncodedImage image, ImageLimits limits)
    {
        var data = image.Data.Span;
        limits.CheckBytes(data.Length);
        return image.Encoding switch
        {
            ImageEncoding.Detect when JpegDecoder.Recognises(data) => JpegDecoder.Decode(data, limits),
            ImageEncoding.Detect when PngDecoder.Recognises(data) => PngDecoder.Decode(data, limits),
            ImageEncoding.Jpeg when JpegDecoder.Recognises(data) => JpegDecoder.Decode(data, limits),
            ImageEncoding.Png when PngDecoder.Recognises(data) => PngDecoder.Decode(data, limits),
            ImageEncoding.Detect or ImageEncoding.Jpeg or ImageEncoding.Png => throw Unrecognised(image.Encoding, data),
            _ => RawDecoder.Decode(image, limits),
        };
    }

    private static InvalidImageException Unrecognised(ImageEncoding encoding, ReadOnlySpan<byte> data)
    {
        var allowed = encoding == ImageEncoding.Detect
            ? "a JPEG or PNG"
            : $"a {encoding.ToString().ToUpperInvariant()}";
        var found = data.IsEmpty
            ? "0 bytes"
            : $"{data.Length} bytes that begin with {Convert.ToHexString(data[..Math.Min(4, data.Length)])}";
        return new InvalidImageException($"image.data: {found} is not allowed; allowed: {allowed}");
    }
}
