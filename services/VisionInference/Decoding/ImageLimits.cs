namespace Kws.VisionInference.Decoding;

/// <summary>The largest picture that is decoded. Checked on the header, before any memory is taken.</summary>
/// <param name="MaxSidePixels">Width and height each.</param>
/// <param name="MaxPixels">Width times height; a decoded pixel has three bytes.</param>
internal sealed record ImageLimits(int MaxSidePixels, int MaxPixels)
{
    /// <summary>Of the picture as it came.</summary>
    public int MaxBytes { get; init; } = 32 * 1024 * 1024;

    /// <exception cref="InvalidImageException">There are too many bytes.</exception>
    public void CheckBytes(int bytes)
    {
        if (bytes > MaxBytes)
            throw new InvalidImageException(
                $"image.data: {bytes} bytes are not allowed; allowed: at most {MaxBytes}");
    }

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

    /// <summary>Scans of a progressive JPEG, each of which goes over the whole picture: 16 for one of
    /// <see cref="MaxPixels"/>, more for a smaller one. Cameras and programs write 10.</summary>
    /// <exception cref="InvalidImageException">There are more.</exception>
    public void CheckScans(long width, long height, int scans)
    {
        const long ScansOfTheLargest = 16;
        var allowed = Math.Max(1, ScansOfTheLargest * MaxPixels / (width * height));
        if (scans > allowed)
            throw new InvalidImageException(
                $"image: {scans} scans of {width}x{height} pixels are not allowed; allowed: at most {allowed}");
    }
}

/// <summary>A picture that cannot be read, or that is larger than allowed. INVALID_ARGUMENT.</summary>
/// <param name="message">Names field, value and limit.</param>
internal sealed class InvalidImageException(string message) : ArgumentException(message);
