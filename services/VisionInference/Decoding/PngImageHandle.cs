using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VisionInference.Decoding;

/// <summary>
/// Owns a <c>png_image</c> of libpng's simplified API, in native memory: the library keeps pointers into it
/// between calls.
/// </summary>
internal sealed unsafe partial class PngImageHandle : SafeHandle
{
    static PngImageHandle() => RuntimeHelpers.RunClassConstructor(typeof(NativeCodecs).TypeHandle);

    public PngImageHandle() : base(0, ownsHandle: true)
    {
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(PngImage)));
        Image->Version = PngImage.CurrentVersion;
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The structure; valid while the handle is not disposed.</summary>
    public PngImage* Image => (PngImage*)handle;

    protected override bool ReleaseHandle()
    {
        Free(Image);
        NativeMemory.Free((void*)handle);
        return true;
    }

    [LibraryImport(NativeCodecs.Png, EntryPoint = "png_image_free")]
    private static partial void Free(PngImage* image);
}
