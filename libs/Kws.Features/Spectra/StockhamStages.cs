using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kws.Features;

/// <summary>
/// Butterflies of the self-sorting (Stockham) FFT on split real and imaginary parts, many transforms side by
/// side: element e of transform q stands at e * stride + q. The inner loop runs over q, so it is contiguous.
/// </summary>
/// <remarks>C. Van Loan, Computational Frameworks for the Fast Fourier Transform (1992), section 1.7.</remarks>
internal static class StockhamStages
{
    private static readonly int Lanes = Vector256<float>.Count;

    /// <summary>Splits transforms of length 4 * m into four of length m; twiddles are [3, m] cosines then
    /// sines.</summary>
    public static void Radix4(int m, int stride, SplitComplex from, SplitComplex to, ReadOnlySpan<float> twiddles)
    {
        Radix4Unturned(m * stride, stride, from, to);
        for (var p = 1; p < m; p++)
        {
            var w = new Radix4Twiddles(twiddles, p, m);
            var input = p * stride;
            var output = 4 * p * stride;
            var q = 0;
            for (; q <= stride - Lanes; q += Lanes)
                Radix4Vector(input + q, output + q, m * stride, stride, from, to, in w);
            for (; q < stride; q++)
                Radix4Scalar(input + q, output + q, m * stride, stride, from, to, in w);
        }
    }

    // The first butterfly of a stage, and the only one of a last stage, whose factors are all 1.
    private static void Radix4Unturned(int quarter, int stride, SplitComplex from, SplitComplex to)
    {
        ref var xr = ref MemoryMarshal.GetReference(from.Re[..(3 * quarter + stride)]);
        ref var xi = ref MemoryMarshal.GetReference(from.Im[..(3 * quarter + stride)]);
        ref var yr = ref MemoryMarshal.GetReference(to.Re[..(4 * stride)]);
        ref var yi = ref MemoryMarshal.GetReference(to.Im[..(4 * stride)]);
        var q = 0;
        for (; q <= stride - Lanes; q += Lanes)
        {
            var (ar, ai) = Load(ref xr, ref xi, q);
            var (br, bi) = Load(ref xr, ref xi, q + quarter);
            var (cr, ci) = Load(ref xr, ref xi, q + 2 * quarter);
            var (dr, di) = Load(ref xr, ref xi, q + 3 * quarter);
            var (sumR, sumI, difR, difI) = (ar + cr, ai + ci, ar - cr, ai - ci);
            var (oddR, oddI, turnR, turnI) = (br + dr, bi + di, bi - di, dr - br); // turn = -i (b - d)
            (sumR + oddR).StoreUnsafe(ref yr, (nuint)q);
            (sumI + oddI).StoreUnsafe(ref yi, (nuint)q);
            (difR + turnR).StoreUnsafe(ref yr, (nuint)(q + stride));
            (difI + turnI).StoreUnsafe(ref yi, (nuint)(q + stride));
            (sumR - oddR).StoreUnsafe(ref yr, (nuint)(q + 2 * stride));
            (sumI - oddI).StoreUnsafe(ref yi, (nuint)(q + 2 * stride));
            (difR - turnR).StoreUnsafe(ref yr, (nuint)(q + 3 * stride));
            (difI - turnI).StoreUnsafe(ref yi, (nuint)(q + 3 * stride));
        }
        var one = Radix4Twiddles.None;
        for (; q < stride; q++)
            Radix4Scalar(q, q, quarter, stride, from, to, in one);
    }

    /// <summary>Transforms of length 2: the last stage when the length is no power of four.</summary>
    public static void Radix2(int stride, SplitComplex from, SplitComplex to)
    {
        for (var q = 0; q < stride; q++)
        {
            (to.Re[q], to.Re[q + stride]) = (from.Re[q] + from.Re[q + stride], from.Re[q] - from.Re[q + stride]);
            (to.Im[q], to.Im[q + stride]) = (from.Im[q] + from.Im[q + stride], from.Im[q] - from.Im[q + stride]);
        }
    }

    private static void Radix4Vector(
        int input, int output, int quarter, int stride, SplitComplex from, SplitComplex to, in Radix4Twiddles w)
    {
        ref var xr = ref MemoryMarshal.GetReference(from.Re);
        ref var xi = ref MemoryMarshal.GetReference(from.Im);
        ref var yr = ref MemoryMarshal.GetReference(to.Re);
        ref var yi = ref MemoryMarshal.GetReference(to.Im);
        var (ar, ai) = Load(ref xr, ref xi, input);
        var (br, bi) = Load(ref xr, ref xi, input + quarter);
        var (cr, ci) = Load(ref xr, ref xi, input + 2 * quarter);
        var (dr, di) = Load(ref xr, ref xi, input + 3 * quarter);
        var (sumR, sumI, difR, difI) = (ar + cr, ai + ci, ar - cr, ai - ci);
        var (oddR, oddI, turnR, turnI) = (br + dr, bi + di, bi - di, dr - br); // turn = -i (b - d)
        (sumR + oddR).StoreUnsafe(ref yr, (nuint)output);
        (sumI + oddI).StoreUnsafe(ref yi, (nuint)output);
        Store(ref yr, ref yi, output + stride, difR + turnR, difI + turnI, w.Cos1, w.Sin1);
        Store(ref yr, ref yi, output + 2 * stride, sumR - oddR, sumI - oddI, w.Cos2, w.Sin2);
        Store(ref yr, ref yi, output + 3 * stride, difR - turnR, difI - turnI, w.Cos3, w.Sin3);
    }

    private static (Vector256<float> Re, Vector256<float> Im) Load(ref float re, ref float im, int at) =>
        (Vector256.LoadUnsafe(ref re, (nuint)at), Vector256.LoadUnsafe(ref im, (nuint)at));

    private static void Store(
        ref float re, ref float im, int at, Vector256<float> valueRe, Vector256<float> valueIm, float cos, float sin)
    {
        var c = Vector256.Create(cos);
        var s = Vector256.Create(sin);
        (valueRe * c - valueIm * s).StoreUnsafe(ref re, (nuint)at);
        (valueRe * s + valueIm * c).StoreUnsafe(ref im, (nuint)at);
    }

    private static void Radix4Scalar(
        int input, int output, int quarter, int stride, SplitComplex from, SplitComplex to, in Radix4Twiddles w)
    {
        var (ar, ai) = (from.Re[input], from.Im[input]);
        var (br, bi) = (from.Re[input + quarter], from.Im[input + quarter]);
        var (cr, ci) = (from.Re[input + 2 * quarter], from.Im[input + 2 * quarter]);
        var (dr, di) = (from.Re[input + 3 * quarter], from.Im[input + 3 * quarter]);
        var (sumR, sumI, difR, difI) = (ar + cr, ai + ci, ar - cr, ai - ci);
        var (oddR, oddI, turnR, turnI) = (br + dr, bi + di, bi - di, dr - br);
        to.Set(output, sumR + oddR, sumI + oddI);
        to.SetTurned(output + stride, difR + turnR, difI + turnI, w.Cos1, w.Sin1);
        to.SetTurned(output + 2 * stride, sumR - oddR, sumI - oddI, w.Cos2, w.Sin2);
        to.SetTurned(output + 3 * stride, difR - turnR, difI - turnI, w.Cos3, w.Sin3);
    }
}
