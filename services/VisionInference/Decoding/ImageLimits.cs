namespace Kws.VisionInference.Decoding;

/// <summary>The largest picture that is decoded. Checked on the header, before any memory is taken.</summary>
/// <param name="MaxSidePixels">Width and height each.</param>
/// <param name="MaxPixels">Width times height; a decoded pixel has three bytes.</param>
internal sealed record ImageLimits(int MaxSidePixels, int MaxPixels)
{
    /// <exception cref="InvalidImageException">The size is out of range.</exception>
    public void Check(long width, long height)
    {
        if (width < 1 || height < 1)
            throw new InvalidImageException($"image: {width}x{height} pixels is not allowed; allowed: at least 1x1");
        if (width > MaxSidePixels || height > MaxSidePixels || width * height > MaxPixels)
            throw new InvalidImageException(
                $"image: {width}x{height} pixels is not allowed; allowed: at most {MaxSidePixels} a side and " +
                $"{MaxPixels} in all");
    }
}
