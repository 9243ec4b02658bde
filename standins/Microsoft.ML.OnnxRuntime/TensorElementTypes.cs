using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Element types and the .NET types that hold them.</summary>
internal static class TensorElementTypes
{
    private static readonly Dictionary<TensorElementType, Type> Types = new()
    {
        [TensorElementType.Float] = typeof(float),
        [TensorElementType.Double] = typeof(double),
        [TensorElementType.UInt8] = typeof(byte),
        [TensorElementType.Int8] = typeof(sbyte),
        [TensorElementType.UInt16] = typeof(ushort),
        [TensorElementType.Int16] = typeof(short),
        [TensorElementType.UInt32] = typeof(uint),
        [TensorElementType.Int32] = typeof(int),
        [TensorElementType.UInt64] = typeof(ulong),
        [TensorElementType.Int64] = typeof(long),
        [TensorElementType.Bool] = typeof(bool),
        [TensorElementType.String] = typeof(string),
    };

    /// <summary>The .NET type, or <see cref="object"/> for one that .NET has none for.</summary>
    public static Type TypeOf(TensorElementType element) => Types.GetValueOrDefault(element, typeof(object));

    /// <exception cref="OnnxRuntimeException">No tensor element has this type.</exception>
    public static TensorElementType Of<T>()
    {
        foreach ((TensorElementType element, Type type) in Types)
            if (type == typeof(T))
                return element;
        throw new OnnxRuntimeException(OrtErrorCode.InvalidArgument, $"no tensor element type for {typeof(T)}");
    }
}
