namespace Kws.Features;

/// <summary>
/// Complex FFT of rows * columns points as columns of FFTs, a turn, a transposition and again columns of FFTs,
/// so that every inner loop is long and contiguous.
/// </summary>
/// <remarks>D. H. Bailey, FFTs in external or hierarchical memory (1990), the four-step method.</remarks>
internal sealed class ComplexFft
{
    private readonly int _rows;
    private readonly int _columns;
    private readonly BatchedFft _first;
    private readonly BatchedFft _second;
    private readonly float[] _cos;
    private readonly float[] _sin;

    /// <param name="size">Power of two, at least 4.</param>
    public ComplexFft(int size)
    {
        _columns = 1 << (int.Log2(size) / 2);
        _rows = size / _columns;
        _first = new BatchedFft(_rows);
        _second = new BatchedFft(_columns);
        _cos = new float[size];
        _sin = new float[size];
        for (var i = 0; i < size; i++)
        {
            var angle = -2 * Math.PI * (i / _columns) * (i % _columns) / size;
            _cos[i] = (float)Math.Cos(angle);
            _sin[i] = (float)Math.Sin(angle);
        }
    }

    /// <summary>Transforms <paramref name="data"/>; returns true when the result lies in
    /// <paramref name="other"/>.</summary>
    public bool Run(SplitComplex data, SplitComplex other)
    {
        var swapped = _first.Run(_columns, data, other);
        TurnedTranspose.Run(
            _rows, _columns, swapped ? other : data, swapped ? data : other, _cos, _sin);
        swapped = !swapped;
        return swapped ^ _second.Run(_rows, swapped ? other : data, swapped ? data : other);
    }
}
