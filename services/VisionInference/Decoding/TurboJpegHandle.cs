using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kws.VisionInference.Decoding;

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
