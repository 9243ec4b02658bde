using System.Buffers;
using System.Runtime.InteropServices;

namespace VisionInference.Decoding;

/// <summary>PNG through libpng: any depth and colour type; 16 bits become 8, transparency is dropped.</summary>
internal static unsafe class PngDecoder
{
    private const int Rgba = 4;

    public static bool Recognises(ReadOnlySpan<byte> data) => data.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    /// <exception cref="InvalidImageException">Malformed, cut short or too large.</exception>
    public static PixelImage Decode(ReadOnlySpan<byte> png, ImageLimits limits)
    {
        using var handle = new PngImageHandle();
        PngImage* header = handle.Image;
        fixed (byte* data = png)
        {
            Check(header, PngFunctions.BeginRead(header, data, (nuint)png.Length));
            limits.Check(header->Width, header->Height);
            header->Format = PngImage.FormatRgba;
            header->Flags |= PngImage.Flag16BitSrgb;
            int width = (int)header->Width;
            int height = (int)header->Height;
            byte[] pixels = ArrayPool<byte>.Shared.Rent(width * height * Rgba);
            try
            {
                fixed (byte* target = pixels)
                    Check(header, PngFunctions.FinishRead(header, null, target, width * Rgba, null));
                return WithoutAlpha(pixels, width, height);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(pixels);
            }
        }
    }

    private static PixelImage WithoutAlpha(ReadOnlySpan<byte> rgba, int width, int height)
    {
        var image = new PixelImage(width, height);
        Span<byte> pixels = image.Pixels;
        for (int pixel = 0; pixel < width * height; pixel++)
            rgba.Slice(pixel * Rgba, PixelImage.Channels).CopyTo(pixels[(pixel * PixelImage.Channels)..]);
        return image;
    }

    private static void Check(PngImage* image, int succeeded)
    {
        if (succeeded == 0)
            throw new InvalidImageException($"image: the PNG cannot be read ({Marshal.PtrToStringUTF8((nint)image->Message)}); allowed: a whole PNG");
    }
}
