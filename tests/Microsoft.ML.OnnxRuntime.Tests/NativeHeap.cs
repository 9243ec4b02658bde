using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Tests;

/// <summary>What native code holds, from glibc's own books: the managed heap is not in it.</summary>
internal static partial class NativeHeap
{
    /// <summary>Bytes in use from malloc. Skips the test where there is no glibc.</summary>
    public static long BytesInUse()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "malloc's books are read through glibc");
        Mallinfo2 info = ReadMallinfo2();
        return (long)(info.UsedBlockBytes + info.MappedBytes);
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial Mallinfo2 ReadMallinfo2();

    /// <summary>glibc's <c>struct mallinfo2</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 80)]
    private struct Mallinfo2
    {
        [FieldOffset(32)] public nuint MappedBytes;
        [FieldOffset(56)] public nuint UsedBlockBytes;
    }
}
