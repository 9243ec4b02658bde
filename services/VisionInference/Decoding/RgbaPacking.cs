using System.Runtime.Intrinsics;

namespace Kws.VisionInference.Decoding;

/// <summary>Drops the fourth channel of pixels.</summary>
internal static class RgbaPacking
{
    private const int Rgba = 4;
    private const int PixelsAtOnce = 4;

    // The bytes of four pixels without their fourth channel; the last four bytes are overwritten by the next four
    // pixels.
    private static readonly Vector128<byte> s_kept =
        Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);

    /// <param name="rgba">[pixels, 4].</param>
    /// <param name="rgb">[pixels, 3]; written.</param>
    public static void ToRgb(ReadOnlySpan<byte> rgba, Span<byte> rgb)
    {
        while (rgb.Length >= Vector128<byte>.Count)
        {
            Vector128.Shuffle(Vector128.Create(rgba), s_kept).CopyTo(rgb);
            rgba = rgba[(PixelsAtOnce * Rgba)..];
            rgb = rgb[(PixelsAtOnce * PixelImage.Channels)..];
        }
        for (; !rgb.IsEmpty; rgba = rgba[Rgba..], rgb = rgb[PixelImage.Channels..])
            rgba[..PixelImage.Channels].CopyTo(rgb);
    }
}
