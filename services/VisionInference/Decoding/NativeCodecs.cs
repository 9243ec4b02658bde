using System.Reflection;
using System.Runtime.InteropServices;

namespace VisionInference.Decoding;

/// <summary>Finds the system's image libraries under the names that the platforms give them.</summary>
internal static class NativeCodecs
{
    public const string TurboJpeg = "turbojpeg";
    public const string Png = "png16";

    private static readonly (string Library, string Package, string[] Names)[] Known =
    [
        (TurboJpeg, "libturbojpeg0", ["libturbojpeg.so.0", "libturbojpeg.0.dylib", "turbojpeg.dll"]),
        (Png, "libpng16-16", ["libpng16.so.16", "libpng16.16.dylib", "libpng16.dll"]),
    ];

    static NativeCodecs() => NativeLibrary.SetDllImportResolver(typeof(NativeCodecs).Assembly, Resolve);

    /// <summary>Loads both libraries now, so that a missing one shows at start and not at the first picture.</summary>
    /// <exception cref="DllNotFoundException">A library is missing; the message names the Debian package.</exception>
    public static void Require()
    {
        foreach ((string library, string package, string[] names) in Known)
            if (Resolve(library, typeof(NativeCodecs).Assembly, null) == 0)
                throw new DllNotFoundException($"none of {string.Join(", ", names)} is installed; on Debian: apt-get install {package}");
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? searchPath)
    {
        foreach ((string known, _, string[] names) in Known)
            if (known == library)
                foreach (string name in names)
                    if (NativeLibrary.TryLoad(name, assembly, searchPath, out nint handle))
                        return handle;
        return 0;
    }
}
