namespace Kws.Features;

/// <summary>Complex FFTs of one length, side by side (see <see cref="StockhamStages"/>).</summary>
internal sealed class BatchedFft
{
    private readonly float[][] _twiddles;
    private readonly bool _endsWithRadix2;

    /// <param name="length">Power of two.</param>
    public BatchedFft(int length)
    {
        var tables = new List<float[]>();
        for (; length >= 4; length /= 4)
            tables.Add(Radix4Twiddles.Table(length / 4));
        _twiddles = [.. tables];
        _endsWithRadix2 = length == 2;
    }

    /// <summary>Transforms <paramref name="batch"/> columns; returns true when the result lies in
    /// <paramref name="other"/>.</summary>
    public bool Run(int batch, SplitComplex data, SplitComplex other)
    {
        var swapped = false;
        var stride = batch;
        foreach (var table in _twiddles)
        {
            StockhamStages.Radix4(table.Length / 6, stride, swapped ? other : data, swapped ? data : other, table);
            swapped = !swapped;
            stride *= 4;
        }

        if (_endsWithRadix2)
        {
            StockhamStages.Radix2(stride, swapped ? other : data, swapped ? data : other);
            swapped = !swapped;
        }

        return swapped;
    }
}
