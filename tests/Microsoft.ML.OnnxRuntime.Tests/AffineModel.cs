using Kws.TestSupport.Onnx;

namespace Microsoft.ML.OnnxRuntime.Tests;

/// <summary>y[batch, 2] = x[batch, 3] * W + b, small enough to compute by hand.</summary>
internal static class AffineModel
{
    public static readonly byte[] Bytes = new OnnxGraph()
        .Input("x", -1, 3)
        .Output("y", -1, 2)
        .Constant("w", [1, 2, 3, 4, 5, 6], 3, 2)
        .Constant("b", [0.5f, -0.5f], 2)
        .Node("MatMul", ["x", "w"], "xw")
        .Node("Add", ["xw", "b"], "y")
        .ToBytes();

    /// <summary>The model's formula, written out.</summary>
    public static float[] Expected(float[] x)
    {
        var y = new float[x.Length / 3 * 2];
        for (int row = 0; row < x.Length / 3; row++)
            for (int column = 0; column < 2; column++)
                y[row * 2 + column] = x[row * 3] * (1 + column) + x[row * 3 + 1] * (3 + column) + x[row * 3 + 2] * (5 + column) + 0.5f - column;
        return y;
    }
}
