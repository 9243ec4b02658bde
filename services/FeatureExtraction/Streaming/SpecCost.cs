using Kws.Features;

namespace Kws.FeatureExtraction.Streaming;

/// <summary>What a spec costs, computed before any work.</summary>
internal static class SpecCost
{
    // A logarithm in a vector unit, measured against the multiplications beside it.
    private const double OperationsPerLogarithm = 20;

    /// <summary>Floating-point operations that a second of audio takes, of all its frames. A core does some ten
    /// thousand million a second.</summary>
    /// <remarks>
    /// A frame of L samples and an FFT of N: L for the window, 2.5 N log2 N for a real FFT (M. Frigo, S. G. Johnson,
    /// The Design and Implementation of FFTW3, 2005, section IV), 1.5 N for the powers, 2 N for the mel filters, of
    /// which two overlap, a logarithm a band, and for MFCC 2 operations for each band of each coefficient. Right within
    /// a factor of two for FFTs of 32 to 16384 points.
    /// </remarks>
    public static long OperationsPerSecond(FeatureSpec spec)
    {
        double points = spec.FftSize;
        var frame = spec.FrameLengthSamples + 2.5 * points * Math.Log2(points) + 3.5 * points
            + OperationsPerLogarithm * spec.MelBands;
        if (spec.Kind == FeatureKind.Mfcc)
            frame += 2.0 * spec.MelBands * spec.Coefficients;
        return (long)(frame * spec.SampleRateHz / spec.HopSamples);
    }
}
