using System.Reflection;
using System.Runtime.CompilerServices;
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

/// <summary>A decompressor of libjpeg-turbo's TurboJPEG API. One call at a time.</summary>
internal sealed partial class TurboJpegHandle : SafeHandle
{
    static TurboJpegHandle() => RuntimeHelpers.RunClassConstructor(typeof(TurboJpegLibrary).TypeHandle);

    public TurboJpegHandle() : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    /// <exception cref="OutOfMemoryException">The library could not make one.</exception>
    public static TurboJpegHandle Create()
    {
        var decompressor = TurboJpegFunctions.InitDecompress();
        return decompressor.IsInvalid
            ? throw new OutOfMemoryException("libjpeg-turbo made no decompressor")
            : decompressor;
    }

    protected override bool ReleaseHandle() => Destroy(handle) == 0;

    [LibraryImport(TurboJpegLibrary.Name, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint handle);
}

/// <summary>Finds the system's libjpeg-turbo under the names that the platforms give it.</summary>
internal static class TurboJpegLibrary
{
    public const string Name = "turbojpeg";

    private const string DebianPackage = "libturbojpeg0";

    private static readonly string[] s_files = ["libturbojpeg.so.0", "libturbojpeg.0.dylib", "turbojpeg.dll"];

    static TurboJpegLibrary() => NativeLibrary.SetDllImportResolver(typeof(TurboJpegLibrary).Assembly, Resolve);

    /// <summary>Loads the library now, so that a missing one shows at start and not at the first picture.</summary>
    /// <exception cref="DllNotFoundException">It is missing; the message names the Debian package.</exception>
    public static void Require()
    {
        if (Resolve(Name, typeof(TurboJpegLibrary).Assembly, null) == 0)
            throw new DllNotFoundException(
                $"none of {string.Join(", ", s_files)} is installed; on Debian: apt-get install {DebianPackage}");
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (library == Name)
            foreach (var file in s_files)
                if (NativeLibrary.TryLoad(file, assembly, searchPath, out var handle))
                    return handle;
        return 0;
    }
}
