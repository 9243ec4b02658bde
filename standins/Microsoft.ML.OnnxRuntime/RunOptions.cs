using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Settings of a run; may serve many runs, also at once.</summary>
public unsafe class RunOptions : SafeHandle
{
    private bool _terminate;

    /// <summary>The library's defaults.</summary>
    public RunOptions() : base(0, ownsHandle: true)
    {
        fixed (nint* options = &handle)
            OrtNative.ThrowIfFailed(OrtNative.Api->CreateRunOptions(options));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>True ends all runs with these options early, with an <see cref="OnnxRuntimeException"/>.</summary>
    public bool Terminate
    {
        get => _terminate;
        set
        {
            using var options = new HandleUse(this);
            OrtNative.ThrowIfFailed(value
                ? OrtNative.Api->RunOptionsSetTerminate(options.Pointer)
                : OrtNative.Api->RunOptionsUnsetTerminate(options.Pointer));
            _terminate = value;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtNative.Api->ReleaseRunOptions(handle);
        return true;
    }
}
