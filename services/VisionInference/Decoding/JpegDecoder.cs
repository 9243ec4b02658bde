using System.Buffers;
using System.Runtime.InteropServices;

namespace Kws.VisionInference.Decoding;

/// <summary>JPEG through libjpeg-turbo.</summary>
internal static unsafe class JpegDecoder
{
    private const int Flags = TurboJpegFunctions.FlagAccurateDct | TurboJpegFunctions.FlagLimitScans;

    public static bool Recognises(ReadOnlySpan<byte> data) => data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <exception cref="InvalidImageException">Malformed, cut short or too large.</exception>
    public static PixelImage Decode(ReadOnlySpan<byte> jpeg, ImageLimits limits)
    {
        using var decompressor = TurboJpegHandle.Create();
        fixed (byte* data = jpeg)
        {
            var length = new CULong((uint)jpeg.Length);
            var status = TurboJpegFunctions.DecompressHeader(decompressor, data, length, out var width, out var height,
                out _, out var colourSpace);
            Check(decompressor, status);
            limits.Check(width, height);
            var image = new PixelImage(width, height);
            try
            {
                if (colourSpace is TurboJpegFunctions.ColourSpaceCmyk or TurboJpegFunctions.ColourSpaceYcck)
                    DecodeCmyk(decompressor, data, length, image);
                else
                    DecodeTo(decompressor, data, length, image.Pixels, width, height, PixelImage.Channels,
                        TurboJpegFunctions.PixelFormatRgb);
                image.Orientation = ExifOrientation.Read(jpeg);
                return image;
            }
            catch
            {
                image.Dispose();
                throw;
            }
        }
    }

    private static void DecodeTo(
        TurboJpegHandle decompressor,
        byte* data,
        CULong length,
        Span<byte> pixels,
        int width,
        int height,
        int channels,
        int format)
    {
        fixed (byte* target = pixels)
            Check(decompressor,
                TurboJpegFunctions.Decompress(decompressor, data, length, target, width, width * channels, height,
                    format, Flags));
    }

    // Printers' JPEGs store ink inverted: 255 is none. So red = cyan * black / 255, and so on.
    private static void DecodeCmyk(TurboJpegHandle decompressor, byte* data, CULong length, PixelImage image)
    {
        const int Inks = 4;
        var inks = ArrayPool<byte>.Shared.Rent(image.Width * image.Height * Inks);
        try
        {
            var stored = inks.AsSpan(0, image.Width * image.Height * Inks);
            DecodeTo(decompressor, data, length, stored, image.Width, image.Height, Inks,
                TurboJpegFunctions.PixelFormatCmyk);
            var pixels = image.Pixels;
            for (var pixel = 0; pixel < image.Width * image.Height; pixel++)
                for (var channel = 0; channel < PixelImage.Channels; channel++)
                    pixels[pixel * PixelImage.Channels + channel] =
                        (byte)((stored[pixel * Inks + channel] * stored[pixel * Inks + 3] + 127) / 255);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(inks);
        }
    }

    private static void Check(TurboJpegHandle decompressor, int status)
    {
        if (status == 0)
            return;
        var message = Marshal.PtrToStringUTF8(TurboJpegFunctions.GetError(decompressor)) ?? "unknown fault";
        // Cameras pad between segments, which the library warns of and passes over. Its code for "a warning" does not
        // tell: it stays set when a fatal error follows.
        if (!message.Contains("extraneous bytes before marker", StringComparison.Ordinal))
            throw new InvalidImageException($"image: the JPEG cannot be read ({message}); allowed: a whole JPEG");
    }
}
