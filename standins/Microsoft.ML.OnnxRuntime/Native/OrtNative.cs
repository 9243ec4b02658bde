using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Loads the native library once and holds its function table.</summary>
internal static unsafe partial class OrtNative
{
    private const string Library = "onnxruntime";

    private static readonly ApiBase* Base = LoadBase();

    /// <summary>The function table.</summary>
    public static readonly OrtApi* Api = LoadApi();

    /// <summary>The library's default CPU allocator, owned by the library.</summary>
    public static readonly nint DefaultAllocator = LoadDefaultAllocator();

    /// <summary>The version that the native library states, such as <c>1.30.0</c>.</summary>
    public static string VersionString => Marshal.PtrToStringUTF8((nint)Base->GetVersionString()) ?? "";

    /// <summary>
    /// Frees <paramref name="status"/> and throws what it says, as <see cref="OnnxRuntimeException"/>.
    /// Does nothing on success (zero).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ThrowIfFailed(nint status)
    {
        if (status != 0)
            Throw(status);
    }

    /// <summary>Copies a string that the default allocator made, and frees it.</summary>
    public static string TakeString(byte* text)
    {
        string copy = Marshal.PtrToStringUTF8((nint)text) ?? "";
        ThrowIfFailed(Api->AllocatorFree(DefaultAllocator, text));
        return copy;
    }

    /// <summary><paramref name="text"/> as null-terminated UTF-8.</summary>
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static void Throw(nint status)
    {
        OrtErrorCode code = Api->GetErrorCode(status);
        string message = Marshal.PtrToStringUTF8((nint)Api->GetErrorMessage(status)) ?? "";
        Api->ReleaseStatus(status);
        throw new OnnxRuntimeException(code, message);
    }

    private static ApiBase* LoadBase()
    {
        NativeLibrary.SetDllImportResolver(typeof(OrtNative).Assembly, Resolve);
        return OrtGetApiBase();
    }

    private static OrtApi* LoadApi()
    {
        OrtApi* api = Base->GetApi(OrtApi.Version);
        return api is not null
            ? api
            : throw new OnnxRuntimeException(OrtErrorCode.Fail, $"native ONNX Runtime {VersionString} has no C API version {OrtApi.Version}");
    }

    private static nint LoadDefaultAllocator()
    {
        nint allocator;
        ThrowIfFailed(Api->GetAllocatorWithDefaultOptions(&allocator));
        return allocator;
    }

    // The build copies the library to runtimes/<rid>/native, where the host looks only for files
    // that a NuGet package declared.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library)
            return 0;
        (string system, string file) = OperatingSystem.IsWindows() ? ("win", "onnxruntime.dll")
            : OperatingSystem.IsMacOS() ? ("osx", "libonnxruntime.1.dylib")
            : ("linux", "libonnxruntime.so.1");
        string rid = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        string path = Path.Combine(AppContext.BaseDirectory, "runtimes", rid, "native", file);
        return NativeLibrary.TryLoad(path, out nint found) || NativeLibrary.TryLoad(file, assembly, searchPath, out found) ? found : 0;
    }

    [LibraryImport(Library)]
    private static partial ApiBase* OrtGetApiBase();

    [StructLayout(LayoutKind.Sequential)]
    private struct ApiBase
    {
        public delegate* unmanaged<uint, OrtApi*> GetApi;
        public delegate* unmanaged<byte*> GetVersionString;
    }
}
