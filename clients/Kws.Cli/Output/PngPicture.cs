using SkiaSharp;

namespace Kws.Cli.Output;

/// <summary>Pictures made here, as PNG.</summary>
internal static class PngPicture
{
    private const int Lossless = 100;

    /// <summary>A square of one grey, 0 .. 255.</summary>
    public static byte[] OfGrey(int side, byte level)
    {
        using var picture = Opaque(side);
        picture.Erase(new SKColor(level, level, level));
        return Encode(picture);
    }

    /// <summary>A square of noise that is the same for the same seed.</summary>
    public static byte[] OfNoise(int side, int seed)
    {
        using var picture = Opaque(side);
        new Random(seed).NextBytes(picture.GetPixelSpan());
        return Encode(picture);
    }

    private static SKBitmap Opaque(int side) => new(side, side, SKColorType.Rgb888x, SKAlphaType.Opaque);

    private static byte[] Encode(SKBitmap picture)
    {
        using var encoded = picture.Encode(SKEncodedImageFormat.Png, Lossless);
        return encoded.ToArray();
    }
}
