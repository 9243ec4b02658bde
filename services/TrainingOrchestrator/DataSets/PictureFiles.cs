using SkiaSharp;

namespace Kws.TrainingOrchestrator.DataSets;

/// <summary>Photos of data sets: JPEG and PNG by Skia.</summary>
internal static class PictureFiles
{
    private const int MaxSidePixels = 8_192;
    private const int MaxPixels = 32 << 20;

    /// <summary>What is wrong with a file; null: nothing.</summary>
    public static string? Fault(string path)
    {
        try
        {
            using var codec = Open(path);
            DecodeStored(codec).Dispose();
            return null;
        }
        catch (UnreadablePictureException e)
        {
            return e.Message;
        }
    }

    /// <summary>The pixels, upright; the caller disposes them. Transparency is dropped.</summary>
    /// <exception cref="UnreadablePictureException">Neither JPEG nor PNG, broken, cut short or too large.</exception>
    public static SKBitmap Decode(string path)
    {
        using var codec = Open(path);
        return Upright(DecodeStored(codec), codec.EncodedOrigin);
    }

    /// <summary>A JPEG of the picture.</summary>
    /// <param name="picture">Stays the caller's.</param>
    /// <param name="shorterSide">In pixels, the other in proportion, rounded down; 0: as it is.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] ToJpeg(SKBitmap picture, int shorterSide, int quality)
    {
        if (shorterSide == 0)
            return Encode(picture, quality);
        var (width, height) = picture.Width > picture.Height
            ? (Math.Max(1, (int)((long)picture.Width * shorterSide / picture.Height)), shorterSide)
            : (shorterSide, Math.Max(1, (int)((long)picture.Height * shorterSide / picture.Width)));
        if ((long)width * height > MaxPixels)
            throw new UnreadablePictureException(
                $"would have {width}x{height} pixels; allowed: at most {MaxPixels} in all");
        using var resized = picture.Resize(
            new SKSizeI(width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return Encode(resized, quality);
    }

    private static SKCodec Open(string path) =>
        SKCodec.Create(path) ?? throw new UnreadablePictureException("is no picture that can be read");

    private static SKBitmap DecodeStored(SKCodec codec)
    {
        if (codec.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png))
            throw new UnreadablePictureException($"is a {codec.EncodedFormat}; allowed: JPEG or PNG");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        // Before any memory is taken.
        if (width > MaxSidePixels || height > MaxSidePixels || (long)width * height > MaxPixels)
            throw new UnreadablePictureException(
                $"has {width}x{height} pixels; allowed: at most {MaxSidePixels} a side and {MaxPixels} in all");
        var stored = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        var result = codec.GetPixels(stored.Info, stored.GetPixels());
        if (result == SKCodecResult.Success)
            return stored;
        stored.Dispose();
        throw new UnreadablePictureException(
            result == SKCodecResult.IncompleteInput ? "is cut short" : $"cannot be decoded ({result})");
    }

    private static byte[] Encode(SKBitmap picture, int quality)
    {
        using var data = picture.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }

    private static SKBitmap Upright(SKBitmap stored, SKEncodedOrigin origin)
    {
        using (stored)
        {
            var isTurned = (int)origin >= (int)SKEncodedOrigin.LeftTop;
            var (width, height) = isTurned ? (stored.Height, stored.Width) : (stored.Width, stored.Height);
            var upright = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
            using var opaque = new SKBitmap();
            // The same pixels under another name: what is transparent keeps its colour.
            opaque.InstallPixels(stored.Info.WithAlphaType(SKAlphaType.Opaque), stored.GetPixels(), stored.RowBytes);
            using var canvas = new SKCanvas(upright);
            canvas.SetMatrix(MatrixOf(origin, width, height));
            canvas.DrawBitmap(opaque, 0, 0, SKSamplingOptions.Default);
            return upright;
        }
    }

    // EXIF 2.3, 4.6.4 A: where the stored first row and column are. Columns: scale and skew of x, of y, and the shifts.
    private static SKMatrix MatrixOf(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, width, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, width, -1, 0, height, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, height, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}

/// <summary>A photo that cannot be used.</summary>
/// <param name="reason">As it follows the file's name.</param>
internal sealed class UnreadablePictureException(string reason) : Exception(reason);
