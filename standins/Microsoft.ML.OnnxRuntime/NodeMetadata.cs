using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>What a model's input takes or its output gives.</summary>
public sealed unsafe class NodeMetadata
{
    internal NodeMetadata(nint typeInfo)
    {
        OnnxValueType kind;
        OrtNative.ThrowIfFailed(OrtNative.Api->GetOnnxTypeFromTypeInfo(typeInfo, &kind));
        OnnxValueType = kind;
        if (kind != OnnxValueType.ONNX_TYPE_TENSOR)
            return;

        // The tensor's part lives as long as the whole: it is not released.
        nint tensor;
        OrtNative.ThrowIfFailed(OrtNative.Api->CastTypeInfoToTensorInfo(typeInfo, &tensor));
        var shape = new OrtTensorTypeAndShapeInfo(tensor);
        ElementDataType = shape.ElementDataType;
        Dimensions = Array.ConvertAll(shape.Shape, dimension => checked((int)dimension));
        SymbolicDimensions = ReadSymbolicDimensions(tensor, shape.DimensionsCount);
    }

    /// <summary>Tensor, sequence, map ...</summary>
    public OnnxValueType OnnxValueType { get; }

    /// <summary>Whether it is a tensor; the other properties are only of use then.</summary>
    public bool IsTensor => OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR;

    /// <summary>The dimensions; -1 where the model leaves one open.</summary>
    public int[] Dimensions { get; } = [];

    /// <summary>The names of the open dimensions; empty at the fixed ones.</summary>
    public string[] SymbolicDimensions { get; } = [];

    /// <summary>The type of the elements.</summary>
    public TensorElementType ElementDataType { get; }

    /// <summary>The .NET type of the elements.</summary>
    public Type ElementType => TensorElementTypes.TypeOf(ElementDataType);

    private static string[] ReadSymbolicDimensions(nint tensor, int count)
    {
        var names = new byte*[count];
        fixed (byte** pointers = names)
            OrtNative.ThrowIfFailed(OrtNative.Api->GetSymbolicDimensions(tensor, pointers, (nuint)count));
        var texts = new string[count];
        for (int i = 0; i < count; i++)
            texts[i] = Marshal.PtrToStringUTF8((nint)names[i]) ?? "";
        return texts;
    }
}
