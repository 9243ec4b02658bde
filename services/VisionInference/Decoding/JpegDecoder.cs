using System.Buffers;
using System.Runtime.InteropServices;

namespace Kws.VisionInference.Decoding;

/// <summary>JPEG through libjpeg-turbo, whatever its samplings. Taken is a picture of which every line came.</summary>
internal static unsafe class JpegDecoder
{
    private const int Flags = TurboJpegFunctions.FlagAccurateDct | TurboJpegFunctions.FlagLimitScans;
    private const int Inks = 4;

    public static bool Recognises(ReadOnlySpan<byte> data) => data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <exception cref="InvalidImageException">Malformed, cut short, too large or too costly.</exception>
    public static PixelImage Decode(ReadOnlySpan<byte> jpeg, ImageLimits limits)
    {
        var layout = JpegLayout.Read(jpeg);
        limits.Check(layout.Width, layout.Height);
        limits.CheckScans(layout.Width, layout.Height, layout.Scans);
        if (layout.Flaw is null)
            return DecodeWhole(jpeg, layout);
        var mended = ArrayPool<byte>.Shared.Rent(jpeg.Length + JpegMending.MostAdded);
        try
        {
            return DecodeWhole(mended.AsSpan(0, JpegMending.Write(jpeg, layout, mended)), layout);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(mended);
        }
    }

    /// <summary>What is thrown for a JPEG that cannot be read.</summary>
    public static InvalidImageException Unreadable(string fault) =>
        new($"image: the JPEG cannot be read ({fault}); allowed: a whole JPEG");

    private static PixelImage DecodeWhole(ReadOnlySpan<byte> jpeg, JpegLayout layout)
    {
        var image = new PixelImage(layout.Width, layout.Height)
        {
            Orientation = layout.Orientation,
            Flaw = layout.Flaw,
        };
        try
        {
            var flaw = layout.Components == Inks
                ? DecodeInks(jpeg, layout, image)
                : DecodeTo(jpeg, layout, image.Pixels, PixelImage.Channels, TurboJpegFunctions.PixelFormatRgb);
            image.Flaw ??= flaw;
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>What is wrong with the JPEG though every line came; null: nothing.</summary>
    private static string? DecodeTo(
        ReadOnlySpan<byte> jpeg, JpegLayout layout, Span<byte> pixels, int channels, int format)
    {
        using var decompressor = TurboJpegHandle.Create();
        fixed (byte* data = jpeg)
        fixed (byte* target = pixels)
        {
            var status = TurboJpegFunctions.Decompress(decompressor, data, new CULong((uint)jpeg.Length), target,
                layout.Width, layout.Width * channels, layout.Height, format, Flags);
            if (status == 0)
                return null;
        }
        var message = Marshal.PtrToStringUTF8(TurboJpegFunctions.GetError(decompressor)) ?? "unknown fault";
        // Cameras pad behind the data. The library tells its first warning only, so that with several runs of data
        // another may have lost lines.
        return layout.IsOneRun && message.Contains("extraneous bytes before marker", StringComparison.Ordinal)
            ? "bytes behind its data"
            : throw Unreadable(message);
    }

    // Printers' JPEGs store ink inverted: 255 is none. So red = cyan * black / 255, and so on.
    private static string? DecodeInks(ReadOnlySpan<byte> jpeg, JpegLayout layout, PixelImage image)
    {
        var inks = ArrayPool<byte>.Shared.Rent(image.Width * image.Height * Inks);
        try
        {
            var stored = inks.AsSpan(0, image.Width * image.Height * Inks);
            var flaw = DecodeTo(jpeg, layout, stored, Inks, TurboJpegFunctions.PixelFormatCmyk);
            var pixels = image.Pixels;
            for (var pixel = 0; pixel < image.Width * image.Height; pixel++)
                for (var channel = 0; channel < PixelImage.Channels; channel++)
                    pixels[pixel * PixelImage.Channels + channel] =
                        (byte)((stored[pixel * Inks + channel] * stored[pixel * Inks + 3] + 127) / 255);
            return flaw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(inks);
        }
    }
}
