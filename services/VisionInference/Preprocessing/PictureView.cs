using Kws.Models;
using Kws.VisionInference.Decoding;

namespace Kws.VisionInference.Preprocessing;

/// <summary>What a device asks to be done to its pictures before they are read, in this order.</summary>
/// <param name="Mirror">Flip left to right: the camera shows a mirror image.</param>
/// <param name="RotateDegrees">Then turn clockwise by 0, 90, 180 or 270.</param>
/// <param name="Region">Then use only this part.</param>
internal sealed record PictureView(bool Mirror, int RotateDegrees, RegionOfInterest Region)
{
    /// <summary>The picture as it is.</summary>
    public static PictureView Whole { get; } = new(false, 0, RegionOfInterest.All);
}

/// <summary>A part of a picture in shares of its width and height, 0 .. 1.</summary>
internal readonly record struct RegionOfInterest(float Left, float Top, float Right, float Bottom)
{
    public static readonly RegionOfInterest All = new(0, 0, 1, 1);

    /// <summary>A part of this part, in shares of the whole picture.</summary>
    public RegionOfInterest Of(RegionOfInterest part) => new(
        Left + part.Left * (Right - Left), Top + part.Top * (Bottom - Top),
        Left + part.Right * (Right - Left), Top + part.Bottom * (Bottom - Top));
}

/// <summary>A rectangle of pixels.</summary>
internal readonly record struct PixelArea(int Left, int Top, int Width, int Height);

/// <summary>Where in a stored picture the pixels lie that a model shall see.</summary>
internal static class PictureGeometry
{
    /// <param name="width">Of the stored picture.</param>
    /// <param name="height">Of the stored picture.</param>
    /// <param name="orientation">Stored to upright, with all turns and flips.</param>
    /// <param name="region">In shares of the upright picture; at least one pixel is taken.</param>
    /// <param name="crop">What of the region is used.</param>
    /// <returns>The area in stored pixels.</returns>
    public static PixelArea Locate(
        int width,
        int height,
        Orientation orientation,
        RegionOfInterest region,
        ImageCrop crop)
    {
        var upright = LocateUpright(width, height, orientation, region, crop);
        var stored = orientation.Transposed
            ? new PixelArea(upright.Top, upright.Left, upright.Height, upright.Width)
            : upright;
        return stored with
        {
            Left = orientation.FlippedX ? width - stored.Left - stored.Width : stored.Left,
            Top = orientation.FlippedY ? height - stored.Top - stored.Height : stored.Top,
        };
    }

    /// <summary>The same area in shares of the upright picture.</summary>
    public static RegionOfInterest SharesOf(
        int width,
        int height,
        Orientation orientation,
        RegionOfInterest region,
        ImageCrop crop)
    {
        var area = LocateUpright(width, height, orientation, region, crop);
        float across = orientation.Transposed ? height : width, down = orientation.Transposed ? width : height;
        return new RegionOfInterest(area.Left / across, area.Top / down, (area.Left + area.Width) / across,
            (area.Top + area.Height) / down);
    }

    private static PixelArea LocateUpright(
        int width,
        int height,
        Orientation orientation,
        RegionOfInterest region,
        ImageCrop crop)
    {
        (var uprightWidth, var uprightHeight) = orientation.Transposed ? (height, width) : (width, height);
        (var left, var right) = Span(region.Left, region.Right, uprightWidth);
        (var top, var bottom) = Span(region.Top, region.Bottom, uprightHeight);
        if (crop != ImageCrop.CentreSquare)
            return new PixelArea(left, top, right - left, bottom - top);
        var side = Math.Min(right - left, bottom - top);
        return new PixelArea(left + (right - left - side) / 2, top + (bottom - top - side) / 2, side, side);
    }

    private static (int First, int End) Span(float from, float to, int length)
    {
        var first = Math.Clamp((int)MathF.Floor(from * length), 0, length - 1);
        return (first, Math.Clamp((int)MathF.Ceiling(to * length), first + 1, length));
    }
}
