using SkiaSharp;

namespace Kws.VisionInference.Decoding;

/// <summary>The orientation that a JPEG's EXIF block names, as Skia reads it.</summary>
internal static unsafe class ExifOrientation
{
    /// <summary>Upright when there is no tag or the block is malformed, as picture viewers take it.</summary>
    public static Orientation Read(ReadOnlySpan<byte> jpeg)
    {
        fixed (byte* first = jpeg)
        {
            using var data = SKData.Create((nint)first, jpeg.Length);
            using var codec = SKCodec.Create(data);
            // Skia numbers origins as EXIF numbers orientations.
            return codec is null ? Orientation.Upright : Orientation.FromExif((int)codec.EncodedOrigin);
        }
    }
}
