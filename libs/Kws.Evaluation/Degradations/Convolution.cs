using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Kws.Evaluation;

/// <summary>Filters of finite length.</summary>
internal static class Convolution
{
    /// <summary>The whole convolution: as long as both together, less one.</summary>
    public static float[] Apply(ReadOnlySpan<float> signal, ReadOnlySpan<float> filter)
    {
        var length = signal.Length + filter.Length - 1;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)length);
        Complex[] a = Transformed(signal, size), b = Transformed(filter, size);
        for (var bin = 0; bin < size; bin++)
            a[bin] *= b[bin];
        Fourier.Inverse(a, FourierOptions.AsymmetricScaling);
        var result = new float[length];
        for (var i = 0; i < length; i++)
            result[i] = (float)a[i].Real;
        return result;
    }

    /// <summary>The signal with what lies between two frequencies; not delayed, as long as it was.</summary>
    /// <param name="signal">At <paramref name="rateHz"/>.</param>
    /// <param name="rateHz">Samples a second.</param>
    /// <param name="lowHz">Where the pass band begins.</param>
    /// <param name="highHz">Where it ends.</param>
    public static float[] BandPass(ReadOnlySpan<float> signal, int rateHz, double lowHz, double highHz)
    {
        // Blackman's window: 74 dB in the stop band, 5.5 / taps of the rate wide in between.
        const int Half = 200;
        var filter = new float[(2 * Half) + 1];
        for (var i = 0; i < filter.Length; i++)
        {
            var at = i - Half;
            var ideal = at == 0
                ? 2 * (highHz - lowHz) / rateHz
                : (Math.Sin(2 * Math.PI * highHz * at / rateHz) - Math.Sin(2 * Math.PI * lowHz * at / rateHz))
                    / (Math.PI * at);
            var window = 0.42 + (0.5 * Math.Cos(Math.PI * at / Half)) + (0.08 * Math.Cos(2 * Math.PI * at / Half));
            filter[i] = (float)(ideal * window);
        }
        return Apply(signal, filter)[Half..^Half];
    }

    private static Complex[] Transformed(ReadOnlySpan<float> samples, int size)
    {
        var spectrum = new Complex[size];
        for (var i = 0; i < samples.Length; i++)
            spectrum[i] = samples[i];
        Fourier.Forward(spectrum, FourierOptions.AsymmetricScaling);
        return spectrum;
    }
}
