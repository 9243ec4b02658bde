using System.Reflection;
using System.Runtime.InteropServices;

namespace Kws.VisionInference.Decoding;

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
