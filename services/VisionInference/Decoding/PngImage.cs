using System.Runtime.InteropServices;

namespace VisionInference.Decoding;

/// <summary><c>png_image</c> of png.h 1.6, 104 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PngImage
{
    /// <summary>PNG_IMAGE_VERSION.</summary>
    public const uint CurrentVersion = 1;

    /// <summary>PNG_FORMAT_RGBA.</summary>
    public const uint FormatRgba = 3;

    /// <summary>PNG_IMAGE_FLAG_16BIT_sRGB: 16-bit files are encoded as 8-bit ones are, not linear.</summary>
    public const uint Flag16BitSrgb = 4;

    /// <summary>Size of <see cref="Message"/>.</summary>
    public const int MessageBytes = 64;

    public nint Opaque;
    public uint Version;
    public uint Width;
    public uint Height;
    public uint Format;
    public uint Flags;
    public uint ColourMapEntries;
    public uint WarningOrError;
    public fixed byte Message[MessageBytes];
}
