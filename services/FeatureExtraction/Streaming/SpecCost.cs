using Kws.Features;
using Microsoft.Extensions.Options;

namespace Kws.FeatureExtraction.Streaming;

/// <summary>What a spec may cost beside being valid.</summary>
internal sealed class SpecLimits(IOptions<FeatureExtractionOptions> options)
{
    /// <exception cref="InvalidFeatureSpecException">The spec has faults, yields more frames a second than allowed or
    /// costs more.</exception>
    public void Check(FeatureSpec spec)
    {
        spec.Validate();
        var limit = options.Value.MaxFramesPerSecond;
        if (spec.SampleRateHz > (long)limit * spec.HopSamples)
            throw new InvalidFeatureSpecException(
                [$"hop_samples is {spec.HopSamples}; allowed: at least {(spec.SampleRateHz + limit - 1) / limit} " +
                    $"({limit} frames a second)"]);
        var (cost, mostCost) = (SpecCost.OperationsPerSecond(spec), options.Value.MaxOperationsPerSecond);
        if (cost > mostCost)
            throw new InvalidFeatureSpecException(
                [$"fft_size {spec.FftSize}, hop_samples {spec.HopSamples}, mel_bands {spec.MelBands} and " +
                    $"coefficients {spec.Coefficients} take {cost} operations for a second of audio; allowed: " +
                    $"at most {mostCost}"]);
    }
}

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
