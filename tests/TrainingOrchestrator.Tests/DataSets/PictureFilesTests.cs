using Kws.TrainingOrchestrator.DataSets;
using SkiaSharp;

namespace Kws.TrainingOrchestrator.Tests.DataSets;

/// <summary>Photos are packed as people see them.</summary>
public sealed class PictureFilesTests
{
    // EXIF 2.3, 4.6.4 A: where the corner is seen that is stored first, and the one at the other end of its row.
    [Theory]
    [InlineData(1, 64, 32, false, false, true, false)]
    [InlineData(2, 64, 32, true, false, false, false)]
    [InlineData(3, 64, 32, true, true, false, true)]
    [InlineData(4, 64, 32, false, true, true, true)]
    [InlineData(5, 32, 64, false, false, false, true)]
    [InlineData(6, 32, 64, true, false, true, true)]
    [InlineData(7, 32, 64, true, true, true, false)]
    [InlineData(8, 32, 64, false, true, false, false)]
    public async Task Decode_OfATurnedPhoto_IsUpright(
        byte orientation, int width, int height, bool redIsRight, bool redIsLow, bool greenIsRight, bool greenIsLow)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["photo.jpg"], WithOrientation(Quadrants(), orientation));

        using var photo = PictureFiles.Decode(folder["photo.jpg"]);

        Assert.Equal((width, height), (photo.Width, photo.Height));
        var red = At(photo, redIsRight, redIsLow);
        var green = At(photo, greenIsRight, greenIsLow);
        Assert.True(red is { Red: > 200, Green: < 60, Blue: < 60 }, $"red is {red}");
        Assert.True(green is { Red: < 60, Green: > 200, Blue: < 60 }, $"green is {green}");
    }

    [Fact]
    public async Task Decode_OfTransparentPixels_KeepsTheirColour()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["photo.png"], PngWriter.Encode(1, 1, 8, 6, [200, 100, 50, 0]));

        using var photo = PictureFiles.Decode(folder["photo.png"]);

        Assert.Equal(new SKColor(200, 100, 50), photo.GetPixel(0, 0).WithAlpha(255));
    }

    [Theory]
    [InlineData(16, 32, 16)]
    [InlineData(0, 64, 32)]
    [InlineData(64, 128, 64)]
    public async Task ToJpeg_OfAShorterSide_KeepsTheProportion(int shorterSide, int width, int height)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["photo.jpg"], Quadrants());
        using var photo = PictureFiles.Decode(folder["photo.jpg"]);

        using var packed = SKBitmap.Decode(PictureFiles.ToJpeg(photo, shorterSide, 90));

        Assert.Equal((width, height), (packed.Width, packed.Height));
    }

    private static SKColor At(SKBitmap photo, bool isRight, bool isLow) =>
        photo.GetPixel(photo.Width * (isRight ? 3 : 1) / 4, photo.Height * (isLow ? 3 : 1) / 4);

    // 64x32: red, green; below blue, white.
    private static byte[] Quadrants()
    {
        using var picture = new SKBitmap(new SKImageInfo(64, 32, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < 32; y++)
            for (var x = 0; x < 64; x++)
                picture.SetPixel(x, y, (x < 32, y < 16) switch
                {
                    (true, true) => new SKColor(255, 0, 0),
                    (false, true) => new SKColor(0, 255, 0),
                    (true, false) => new SKColor(0, 0, 255),
                    _ => SKColors.White,
                });
        using var file = picture.Encode(SKEncodedImageFormat.Jpeg, 100);
        return file.ToArray();
    }

    // An APP1 segment behind the begin of the file: one directory of one entry, tag 0x0112, SHORT.
    private static byte[] WithOrientation(byte[] jpeg, byte orientation) =>
    [
        .. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0,
        orientation, 0, 0, 0, 0, 0, 0, 0, .. jpeg[2..],
    ];
}
