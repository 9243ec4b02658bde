using System.Buffers;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A tensor of the native library, over its own memory or over pinned memory of ours.</summary>
public sealed unsafe class OrtValue : IDisposable
{
    private readonly OrtValueHandle _handle;
    private MemoryHandle? _pinned;

    internal OrtValue(nint value, MemoryHandle? pinned = null)
    {
        _handle = new OrtValueHandle(value);
        _pinned = pinned;
    }

    internal OrtValueHandle Handle => _handle;

    /// <summary>A tensor over <paramref name="data"/>, which stays pinned until the value is disposed.</summary>
    /// <param name="data">Row-major, of at least the shape's element count.</param>
    /// <param name="shape">The dimensions, none negative.</param>
    /// <exception cref="OnnxRuntimeException">The memory is smaller than the shape, or T is no element type.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(T[] data, long[] shape) where T : unmanaged =>
        CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, new Memory<T>(data), shape);

    /// <summary>A tensor over <paramref name="memory"/>, which stays pinned until the value is disposed.</summary>
    /// <param name="memoryInfo">The CPU's memory.</param>
    /// <param name="memory">Row-major, of at least the shape's element count.</param>
    /// <param name="shape">The dimensions, none negative.</param>
    /// <exception cref="OnnxRuntimeException">The memory is smaller than the shape, or T is no element type.</exception>
    public static OrtValue CreateTensorValueFromMemory<T>(OrtMemoryInfo memoryInfo, Memory<T> memory, long[] shape) where T : unmanaged
    {
        TensorElementType type = TensorElementTypes.Of<T>();
        CheckShape(shape, memory.Length);
        MemoryHandle pinned = memory.Pin();
        try
        {
            using var info = new HandleUse(memoryInfo);
            nint value;
            fixed (long* dimensions = shape)
                OrtNative.ThrowIfFailed(OrtNative.Api->CreateTensorWithDataAsOrtValue(
                    info.Pointer, pinned.Pointer, (nuint)((long)memory.Length * sizeof(T)), dimensions, (nuint)shape.Length, type, &value));
            return new OrtValue(value, pinned);
        }
        catch
        {
            pinned.Dispose();
            throw;
        }
    }

    /// <summary>The elements, row-major. Valid until the value is disposed.</summary>
    /// <exception cref="OnnxRuntimeException">The elements are not of type T.</exception>
    public ReadOnlySpan<T> GetTensorDataAsSpan<T>() where T : unmanaged => GetTensorMutableDataAsSpan<T>();

    /// <summary>The elements, row-major, to write to. Valid until the value is disposed.</summary>
    /// <exception cref="OnnxRuntimeException">The elements are not of type T.</exception>
    public Span<T> GetTensorMutableDataAsSpan<T>() where T : unmanaged
    {
        OrtTensorTypeAndShapeInfo info = GetTensorTypeAndShape();
        TensorElementType asked = TensorElementTypes.Of<T>();
        if (info.ElementDataType != asked)
            throw new OnnxRuntimeException(OrtErrorCode.InvalidArgument, $"the tensor's elements are {info.ElementDataType}, not {asked}");
        using var value = new HandleUse(_handle);
        void* data;
        OrtNative.ThrowIfFailed(OrtNative.Api->GetTensorMutableData(value.Pointer, &data));
        return new Span<T>(data, checked((int)info.ElementCount));
    }

    /// <summary>Element type and shape.</summary>
    public OrtTensorTypeAndShapeInfo GetTensorTypeAndShape()
    {
        using var value = new HandleUse(_handle);
        nint info;
        OrtNative.ThrowIfFailed(OrtNative.Api->GetTensorTypeAndShape(value.Pointer, &info));
        using var owned = new OrtTensorInfoHandle(info);
        return new OrtTensorTypeAndShapeInfo(info);
    }

    /// <summary>Releases the tensor and unpins its memory.</summary>
    public void Dispose()
    {
        _handle.Dispose();
        _pinned?.Dispose();
        _pinned = null;
    }

    // The native library trusts the caller's pointer: what it would read beyond the memory must fail here.
    private static void CheckShape(long[] shape, int length)
    {
        long elements = 1;
        foreach (long dimension in shape)
        {
            if (dimension < 0 || (dimension > 0 && elements > long.MaxValue / dimension))
                throw new OnnxRuntimeException(OrtErrorCode.InvalidArgument, $"shape [{string.Join(", ", shape)}] is out of range");
            elements *= dimension;
        }
        if (elements > length)
            throw new OnnxRuntimeException(OrtErrorCode.InvalidArgument, $"shape [{string.Join(", ", shape)}] needs {elements} elements, the memory has {length}");
    }
}
