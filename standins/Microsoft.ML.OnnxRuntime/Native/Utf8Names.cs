using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Names as null-terminated UTF-8 in native memory, for the length of a call.</summary>
internal readonly ref struct Utf8Names : IDisposable
{
    public Utf8Names(IReadOnlyCollection<string> names)
    {
        Pointers = new nint[names.Count];
        int i = 0;
        foreach (string name in names)
            Pointers[i++] = Marshal.StringToCoTaskMemUTF8(name);
    }

    public nint[] Pointers { get; }

    public void Dispose()
    {
        foreach (nint pointer in Pointers)
            Marshal.FreeCoTaskMem(pointer);
    }
}
