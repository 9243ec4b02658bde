using System.Numerics.Tensors;

namespace Kws.Features;

/// <summary>The first coefficients of the orthonormal DCT-II.</summary>
internal sealed class CosineTransform
{
    private readonly float[] _rows;
    private readonly int _inputs;

    public CosineTransform(int inputs, int outputs)
    {
        _inputs = inputs;
        _rows = new float[inputs * outputs];
        for (var k = 0; k < outputs; k++)
        {
            var scale = Math.Sqrt((k == 0 ? 1.0 : 2.0) / inputs);
            for (var m = 0; m < inputs; m++)
                _rows[k * inputs + m] = (float)(scale * Math.Cos(Math.PI * k * (m + 0.5) / inputs));
        }
    }

    public void Apply(ReadOnlySpan<float> values, Span<float> coefficients)
    {
        for (var k = 0; k < coefficients.Length; k++)
            coefficients[k] = TensorPrimitives.Dot(values, _rows.AsSpan(k * _inputs, _inputs));
    }
}
