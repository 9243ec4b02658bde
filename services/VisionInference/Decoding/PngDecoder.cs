using System.Buffers;
using SkiaSharp;

namespace Kws.VisionInference.Decoding;

/// <summary>
/// PNG through Skia: any depth and colour type; of 16 bits the upper 8 count, transparency is dropped, gamma and colour
/// profiles are not applied, an <c>eXIf</c> chunk turns the picture.
/// </summary>
internal static unsafe class PngDecoder
{
    public static bool Recognises(ReadOnlySpan<byte> data) =>
        data.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    /// <exception cref="InvalidImageException">Malformed, cut short or too large.</exception>
    public static PixelImage Decode(ReadOnlySpan<byte> png, ImageLimits limits)
    {
        var critical = ArrayPool<byte>.Shared.Rent(png.Length);
        try
        {
            var image = DecodeCritical(critical.AsSpan(0, PngChunks.CopyCritical(png, critical)), limits);
            image.Orientation = PngChunks.Orientation(png);
            return image;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(critical);
        }
    }

    private static PixelImage DecodeCritical(ReadOnlySpan<byte> png, ImageLimits limits)
    {
        fixed (byte* first = png)
        {
            using var data = SKData.Create((nint)first, png.Length);
            using var codec = SKCodec.Create(data) ?? throw Unreadable("malformed before its pixels");
            var header = codec.Info;
            limits.Check(header.Width, header.Height);
            // Unpremultiplied: a transparent pixel keeps its colour. Without a colour space none is converted.
            var format = new SKImageInfo(header.Width, header.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
            var rgba = ArrayPool<byte>.Shared.Rent(format.BytesSize);
            try
            {
                Read(codec, format, rgba);
                var image = new PixelImage(header.Width, header.Height);
                RgbaPacking.ToRgb(rgba.AsSpan(0, format.BytesSize), image.Pixels);
                return image;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rgba);
            }
        }
    }

    private static void Read(SKCodec codec, SKImageInfo format, byte[] rgba)
    {
        fixed (byte* target = rgba)
        {
            var result = codec.GetPixels(format, (nint)target);
            if (result != SKCodecResult.Success)
                throw Unreadable(result == SKCodecResult.IncompleteInput ? "cut short" : "malformed");
        }
    }

    private static InvalidImageException Unreadable(string fault) =>
        new($"image: the PNG is {fault}; allowed: a whole PNG");
}
