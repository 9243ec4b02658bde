using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>Owns an <c>OrtSession</c>.</summary>
internal sealed unsafe class OrtSessionHandle(nint session) : OwnedHandle(session)
{
    protected override bool ReleaseHandle()
    {
        OrtNative.Api->ReleaseSession(handle);
        return true;
    }
}

/// <summary>Owns an <c>OrtValue</c>.</summary>
internal sealed unsafe class OrtValueHandle(nint value) : OwnedHandle(value)
{
    protected override bool ReleaseHandle()
    {
        OrtNative.Api->ReleaseValue(handle);
        return true;
    }
}

/// <summary>Owns an <c>OrtTypeInfo</c>.</summary>
internal sealed unsafe class OrtTypeInfoHandle(nint info) : OwnedHandle(info)
{
    protected override bool ReleaseHandle()
    {
        OrtNative.Api->ReleaseTypeInfo(handle);
        return true;
    }
}

/// <summary>Owns an <c>OrtTensorTypeAndShapeInfo</c>.</summary>
internal sealed unsafe class OrtTensorInfoHandle(nint info) : OwnedHandle(info)
{
    protected override bool ReleaseHandle()
    {
        OrtNative.Api->ReleaseTensorTypeAndShapeInfo(handle);
        return true;
    }
}

/// <summary>Owns an <c>OrtModelMetadata</c>.</summary>
internal sealed unsafe class OrtModelMetadataHandle(nint metadata) : OwnedHandle(metadata)
{
    protected override bool ReleaseHandle()
    {
        OrtNative.Api->ReleaseModelMetadata(handle);
        return true;
    }
}

/// <summary>A native object that this process must release.</summary>
internal abstract class OwnedHandle : SafeHandle
{
    protected OwnedHandle(nint owned) : base(0, ownsHandle: true) => SetHandle(owned);

    public override bool IsInvalid => handle == 0;
}
