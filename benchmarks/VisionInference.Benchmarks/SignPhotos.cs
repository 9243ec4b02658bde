using SkiaSharp;

namespace Kws.VisionInference.Benchmarks;

/// <summary>
/// Real photos below <c>KWS_DATA</c> (default <c>../shared/data</c> seen from the working directory), as devices send
/// them.
/// </summary>
internal static class SignPhotos
{
    private const int Columns = 10;
    private const int Rows = 6;
    private const int Side = 128;
    private const int Quality = 90;

    /// <summary>The first photos by name, as they are: JPEG, 128x128.</summary>
    /// <exception cref="DirectoryNotFoundException">No data.</exception>
    public static byte[][] Jpegs(int count)
    {
        var data = Environment.GetEnvironmentVariable("KWS_DATA") ?? Path.Combine("..", "shared", "data");
        var photos = Path.Combine(data, "signs", "validation");
        var files = Directory.EnumerateFiles(photos, "*.jpg", SearchOption.AllDirectories);
        return [.. files.Order(StringComparer.Ordinal).Take(count).Select(File.ReadAllBytes)];
    }

    /// <summary>The same pixels as PNG.</summary>
    public static byte[][] Pngs(int count) => [.. Jpegs(count).Select(jpeg =>
    {
        using var photo = SKBitmap.Decode(jpeg);
        return Encode(photo, SKEncodedImageFormat.Png);
    })];

    /// <summary>A picture of a camera's size, 1280x768, of many photos.</summary>
    public static byte[] Mosaic()
    {
        using var mosaic = new SKBitmap(Columns * Side, Rows * Side);
        using var canvas = new SKCanvas(mosaic);
        foreach (var (place, jpeg) in Jpegs(Columns * Rows).Index())
        {
            using var photo = SKBitmap.Decode(jpeg);
            canvas.DrawBitmap(photo, place % Columns * Side, place / Columns * Side, SKSamplingOptions.Default);
        }
        return Encode(mosaic, SKEncodedImageFormat.Jpeg);
    }

    private static byte[] Encode(SKBitmap picture, SKEncodedImageFormat format)
    {
        using var encoded = picture.Encode(format, Quality);
        return encoded.ToArray();
    }
}
