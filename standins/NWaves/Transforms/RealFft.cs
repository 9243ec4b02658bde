namespace NWaves.Transforms;

/// <summary>Spectra of real blocks whose size is a power of two.</summary>
public class RealFft
{
    private readonly double[] _cos;
    private readonly double[] _sin;
    private readonly double[] _re;
    private readonly double[] _im;

    public RealFft(int size)
    {
        if (size < 2 || (size & (size - 1)) != 0)
            throw new ArgumentException($"FFT size {size} is no power of two");
        Size = size;
        _cos = [.. Enumerable.Range(0, size / 2).Select(k => Math.Cos(2 * Math.PI * k / size))];
        _sin = [.. Enumerable.Range(0, size / 2).Select(k => -Math.Sin(2 * Math.PI * k / size))];
        _re = new double[size];
        _im = new double[size];
    }

    public int Size { get; }

    /// <summary>|X|² of bins 0 to Size / 2, divided by Size when <paramref name="normalize"/>.</summary>
    public void PowerSpectrum(float[] samples, float[] spectrum, bool normalize = true)
    {
        Transform(samples);
        var scale = normalize ? 1.0 / Size : 1.0;
        for (var b = 0; b <= Size / 2; b++)
            spectrum[b] = (float)((_re[b] * _re[b] + _im[b] * _im[b]) * scale);
    }

    // Decimation in time, radix 2: bit-reversed input, then butterflies of growing span.
    private void Transform(float[] samples)
    {
        var bits = int.Log2(Size);
        for (var i = 0; i < Size; i++)
        {
            _re[Reverse(i, bits)] = i < samples.Length ? samples[i] : 0;
            _im[i] = 0;
        }

        for (var half = 1; half < Size; half *= 2)
        {
            for (var start = 0; start < Size; start += 2 * half)
                Butterflies(start, half, Size / (2 * half));
        }
    }

    private void Butterflies(int start, int half, int twiddleStep)
    {
        for (var k = 0; k < half; k++)
        {
            var (c, s) = (_cos[k * twiddleStep], _sin[k * twiddleStep]);
            var (a, b) = (start + k, start + k + half);
            var re = _re[b] * c - _im[b] * s;
            var im = _re[b] * s + _im[b] * c;
            (_re[b], _im[b]) = (_re[a] - re, _im[a] - im);
            (_re[a], _im[a]) = (_re[a] + re, _im[a] + im);
        }
    }

    private static int Reverse(int value, int bits)
    {
        var reversed = 0;
        for (var i = 0; i < bits; i++)
            reversed |= ((value >> i) & 1) << (bits - 1 - i);
        return reversed;
    }
}
