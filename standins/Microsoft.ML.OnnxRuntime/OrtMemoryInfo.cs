using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Where a tensor's memory lies; here always the CPU's.</summary>
public unsafe class OrtMemoryInfo : SafeHandle
{
    private static readonly Lazy<OrtMemoryInfo> Cpu = new(() => new OrtMemoryInfo());

    private OrtMemoryInfo() : base(0, ownsHandle: true)
    {
        fixed (nint* info = &handle)
            OrtNative.ThrowIfFailed(OrtNative.Api->CreateCpuMemoryInfo(OrtAllocatorType.Device, OrtMemType.Default, info));
    }

    /// <summary>The CPU's memory; shared, not to be disposed.</summary>
    public static OrtMemoryInfo DefaultInstance => Cpu.Value;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtNative.Api->ReleaseMemoryInfo(handle);
        return true;
    }
}
