using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Kws.Features;

/// <summary>
/// |X[b]|², b = 0 .. size / 2, of real frames, unnormalised. A real frame of N points is one complex transform
/// of N / 2 (even samples real, odd imaginary), taken apart afterwards.
/// </summary>
/// <remarks>Immutable: any number of threads may share one.</remarks>
internal sealed class PowerSpectrum
{
    private static readonly int Lanes = Vector256<float>.Count;
    private readonly int _half;
    private readonly float[] _window;
    private readonly ComplexFft _fft;
    private readonly float[] _cos;
    private readonly float[] _sin;

    /// <param name="size">Power of two, at least 32.</param>
    /// <param name="window">Weights of a frame, at most <paramref name="size"/>.</param>
    public PowerSpectrum(int size, float[] window)
    {
        _half = size / 2;
        _window = window;
        _fft = new ComplexFft(_half);
        _cos = [.. Enumerable.Range(1, _half / 2).Select(k => (float)Math.Cos(-2 * Math.PI * k / size))];
        _sin = [.. Enumerable.Range(1, _half / 2).Select(k => (float)Math.Sin(-2 * Math.PI * k / size))];
    }

    /// <summary>The power of one frame of the window's length, in the calling thread's scratch until its next
    /// use.</summary>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> frame)
    {
        var scratch = FftScratch.ForThread(_half);
        WindowAndSplit(frame, scratch.First);
        var inSecond = _fft.Run(scratch.First, scratch.Second);
        Separate(inSecond ? scratch.Second : scratch.First, scratch.Power);
        return scratch.Power;
    }

    private void WindowAndSplit(ReadOnlySpan<float> frame, SplitComplex to)
    {
        ref var x = ref MemoryMarshal.GetReference(frame[.._window.Length]);
        ref var w = ref MemoryMarshal.GetReference(_window.AsSpan());
        ref var re = ref MemoryMarshal.GetReference(to.Re);
        ref var im = ref MemoryMarshal.GetReference(to.Im);
        var evenThenOdd = Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7);
        var i = 0;
        for (; i <= _window.Length - 2 * Lanes; i += 2 * Lanes)
        {
            var low = Vector256.LoadUnsafe(ref x, (nuint)i) * Vector256.LoadUnsafe(ref w, (nuint)i);
            var high = Vector256.LoadUnsafe(ref x, (nuint)(i + Lanes))
                * Vector256.LoadUnsafe(ref w, (nuint)(i + Lanes));
            low = Vector256.Shuffle(low, evenThenOdd);
            high = Vector256.Shuffle(high, evenThenOdd);
            Vector256.Create(low.GetLower(), high.GetLower()).StoreUnsafe(ref re, (nuint)(i / 2));
            Vector256.Create(low.GetUpper(), high.GetUpper()).StoreUnsafe(ref im, (nuint)(i / 2));
        }

        to.Re[(i / 2)..].Clear();
        to.Im[(i / 2)..].Clear();
        for (; i < _window.Length; i++)
            ((i & 1) == 0 ? to.Re : to.Im)[i / 2] = frame[i] * _window[i];
    }

    // With Z the complex spectrum and n = N / 2: even = (Z[k] + Z*[n-k]) / 2, odd = (Z[k] - Z*[n-k]) / 2i,
    // X[k] = even + W odd and X[n-k] = (even - W odd)*, W = e^(-2 pi i k / N).
    private void Separate(SplitComplex z, Span<float> power)
    {
        var re = z.Re[.._half];
        var im = z.Im[.._half];
        power[0] = (re[0] + im[0]) * (re[0] + im[0]);
        power[_half] = (re[0] - im[0]) * (re[0] - im[0]);
        ref var zr = ref MemoryMarshal.GetReference(re);
        ref var zi = ref MemoryMarshal.GetReference(im);
        ref var cos = ref MemoryMarshal.GetReference(_cos.AsSpan());
        ref var sin = ref MemoryMarshal.GetReference(_sin.AsSpan());
        ref var p = ref MemoryMarshal.GetReference(power);
        var half = Vector256.Create(0.5f);
        for (var k = 1; k <= _half / 2; k += Lanes)
        {
            var mirror = (nuint)(_half - k - Lanes + 1);
            var (ar, ai) = (Vector256.LoadUnsafe(ref zr, (nuint)k), Vector256.LoadUnsafe(ref zi, (nuint)k));
            var (br, bi) =
                (Reverse(Vector256.LoadUnsafe(ref zr, mirror)), Reverse(Vector256.LoadUnsafe(ref zi, mirror)));
            var (evenRe, evenIm) = ((ar + br) * half, (ai - bi) * half);
            var (oddRe, oddIm) = ((ai + bi) * half, (br - ar) * half);
            var (c, s) = (Vector256.LoadUnsafe(ref cos, (nuint)(k - 1)), Vector256.LoadUnsafe(ref sin, (nuint)(k - 1)));
            var (turnRe, turnIm) = (oddRe * c - oddIm * s, oddRe * s + oddIm * c);
            Squared(evenRe + turnRe, evenIm + turnIm).StoreUnsafe(ref p, (nuint)k);
            Reverse(Squared(evenRe - turnRe, evenIm - turnIm)).StoreUnsafe(ref p, mirror);
        }
    }

    private static Vector256<float> Squared(Vector256<float> re, Vector256<float> im) => re * re + im * im;

    private static Vector256<float> Reverse(Vector256<float> v) =>
        Vector256.Shuffle(v, Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0));
}
