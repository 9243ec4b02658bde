using System.Runtime.InteropServices;

namespace VisionInference.Decoding;

/// <summary>The functions of libpng's simplified API that read. Zero is failure; the structure then holds a message.</summary>
internal static unsafe partial class PngFunctions
{
    [LibraryImport(NativeCodecs.Png, EntryPoint = "png_image_begin_read_from_memory")]
    public static partial int BeginRead(PngImage* image, byte* data, nuint length);

    [LibraryImport(NativeCodecs.Png, EntryPoint = "png_image_finish_read")]
    public static partial int FinishRead(PngImage* image, void* background, byte* pixels, int rowStride, void* colourMap);
}
