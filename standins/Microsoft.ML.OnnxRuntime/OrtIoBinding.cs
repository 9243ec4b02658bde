using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>
/// Tensors bound to a session's names once, for many runs. The caller keeps the bound values alive
/// and unchanged in shape. One run at a time.
/// </summary>
public unsafe class OrtIoBinding : SafeHandle
{
    internal OrtIoBinding(OrtSessionHandle session) : base(0, ownsHandle: true)
    {
        using var owner = new HandleUse(session);
        fixed (nint* binding = &handle)
            OrtNative.ThrowIfFailed(OrtNative.Api->CreateIoBinding(owner.Pointer, binding));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Binds an input; a value bound to the name before is replaced.</summary>
    /// <exception cref="OnnxRuntimeException">The model has no such input.</exception>
    public void BindInput(string name, OrtValue ortValue) => Bind(OrtNative.Api->BindInput, name, ortValue);

    /// <summary>Binds an output to the tensor that shall receive it.</summary>
    /// <exception cref="OnnxRuntimeException">The model has no such output.</exception>
    public void BindOutput(string name, OrtValue ortValue) => Bind(OrtNative.Api->BindOutput, name, ortValue);

    /// <summary>Forgets all inputs.</summary>
    public void ClearBoundInputs() => Clear(OrtNative.Api->ClearBoundInputs);

    /// <summary>Forgets all outputs.</summary>
    public void ClearBoundOutputs() => Clear(OrtNative.Api->ClearBoundOutputs);

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtNative.Api->ReleaseIoBinding(handle);
        return true;
    }

    private void Bind(delegate* unmanaged<nint, byte*, nint, nint> bind, string name, OrtValue ortValue)
    {
        using var binding = new HandleUse(this);
        using var value = new HandleUse(ortValue.Handle);
        fixed (byte* text = OrtNative.Utf8(name))
            OrtNative.ThrowIfFailed(bind(binding.Pointer, text, value.Pointer));
    }

    private void Clear(delegate* unmanaged<nint, void> clear)
    {
        using var binding = new HandleUse(this);
        clear(binding.Pointer);
    }
}
