using SkiaSharp;

namespace Kws.Gateway.Tests.Console;

/// <summary>A camera's film of somebody who spells a word, made of photos, as Motion-JPEG.</summary>
internal static class SigningCamera
{
    // As Chromium plays such a file.
    private const int FramesPerSecond = 30;
    private const int HeldFrames = FramesPerSecond * 8 / 5;
    private const int EmptyFrames = FramesPerSecond;
    private const int PauseFrames = FramesPerSecond * 4;
    private const int Width = 320;
    private const int Height = 240;

    /// <summary>Writes the film.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="word">Of letters that there are photos of.</param>
    /// <param name="photoOf">A photo that shows a letter clearly.</param>
    public static async Task WriteAsync(string file, string word, Func<char, Task<byte[]>> photoOf)
    {
        await using var film = File.Create(file);
        var empty = FrameOf(null);
        await ShowAsync(film, empty, EmptyFrames);
        foreach (var letter in word)
        {
            await ShowAsync(film, FrameOf(await photoOf(letter)), HeldFrames);
            await ShowAsync(film, empty, EmptyFrames);
        }
        await ShowAsync(film, empty, PauseFrames);
    }

    private static async Task ShowAsync(Stream film, byte[] frame, int times)
    {
        for (var i = 0; i < times; i++)
            await film.WriteAsync(frame);
    }

    // The photo fills the middle of the picture.
    private static byte[] FrameOf(byte[]? photo)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888));
        surface.Canvas.Clear(new SKColor(30, 30, 30));
        if (photo is not null)
        {
            using var picture = SKImage.FromEncodedData(photo);
            surface.Canvas.DrawImage(picture, new SKRect((Width - Height) / 2f, 0, (Width + Height) / 2f, Height),
                new SKSamplingOptions(SKCubicResampler.Mitchell));
        }
        using var frame = surface.Snapshot();
        using var jpeg = frame.Encode(SKEncodedImageFormat.Jpeg, 90);
        return jpeg.ToArray();
    }
}
