using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Element type and shape of a tensor.</summary>
public readonly unsafe struct OrtTensorTypeAndShapeInfo
{
    internal OrtTensorTypeAndShapeInfo(nint info)
    {
        TensorElementType type;
        OrtNative.ThrowIfFailed(OrtNative.Api->GetTensorElementType(info, &type));
        nuint count;
        OrtNative.ThrowIfFailed(OrtNative.Api->GetDimensionsCount(info, &count));
        var shape = new long[count];
        fixed (long* dimensions = shape)
            OrtNative.ThrowIfFailed(OrtNative.Api->GetDimensions(info, dimensions, count));
        ElementDataType = type;
        Shape = shape;
    }

    /// <summary>The type of the elements.</summary>
    public TensorElementType ElementDataType { get; }

    /// <summary>Whether the elements are strings.</summary>
    public bool IsString => ElementDataType == TensorElementType.String;

    /// <summary>How many elements the tensor has. Without meaning where a model leaves a dimension open.</summary>
    public long ElementCount => Shape.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>The number of dimensions.</summary>
    public int DimensionsCount => Shape.Length;

    /// <summary>The dimensions; -1 where a model leaves one open.</summary>
    public long[] Shape { get; }
}
