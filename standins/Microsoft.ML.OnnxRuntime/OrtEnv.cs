using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>The native environment, one a process, made on first use.</summary>
public sealed unsafe class OrtEnv : SafeHandle
{
    private static readonly Lazy<OrtEnv> TheOne = new(() => new OrtEnv());

    private OrtEnv() : base(0, ownsHandle: true)
    {
        fixed (byte* id = "onnxruntime\0"u8)
        fixed (nint* env = &handle)
            OrtNative.ThrowIfFailed(OrtNative.Api->CreateEnv(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, id, env));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>The process's environment. Do not dispose it while a session lives.</summary>
    public static OrtEnv Instance() => TheOne.Value;

    /// <summary>The native library's version, such as <c>1.30.0</c>.</summary>
    public string GetVersionString() => OrtNative.VersionString;

    /// <summary>Stops the native library from recording what it runs, and from sending that to its maker.</summary>
    public void DisableTelemetryEvents()
    {
        using var env = new HandleUse(this);
        OrtNative.ThrowIfFailed(OrtNative.Api->DisableTelemetryEvents(env.Pointer));
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtNative.Api->ReleaseEnv(handle);
        return true;
    }
}
