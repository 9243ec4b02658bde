using System.Runtime.InteropServices;

namespace Kws.VisionInference.Decoding;

/// <summary>The functions of the TurboJPEG API (turbojpeg.h 2.x) that decode.</summary>
internal static unsafe partial class TurboJpegFunctions
{
    /// <summary>TJPF_RGB.</summary>
    public const int PixelFormatRgb = 0;

    /// <summary>TJPF_CMYK.</summary>
    public const int PixelFormatCmyk = 11;

    /// <summary>TJFLAG_ACCURATEDCT: the transform that other decoders use.</summary>
    public const int FlagAccurateDct = 4096;

    /// <summary>TJFLAG_LIMITSCANS: a progressive picture of thousands of empty scans is an attack on the
    /// processor.</summary>
    public const int FlagLimitScans = 32768;

    [LibraryImport(TurboJpegLibrary.Name, EntryPoint = "tjInitDecompress")]
    public static partial TurboJpegHandle InitDecompress();

    [LibraryImport(TurboJpegLibrary.Name, EntryPoint = "tjDecompress2")]
    public static partial int Decompress(
        TurboJpegHandle handle, byte* jpeg, CULong length, byte* pixels, int width, int pitch, int height,
            int pixelFormat, int flags);

    /// <summary>The text of the handle's last error; the library owns it.</summary>
    [LibraryImport(TurboJpegLibrary.Name, EntryPoint = "tjGetErrorStr2")]
    public static partial nint GetError(TurboJpegHandle handle);
}
