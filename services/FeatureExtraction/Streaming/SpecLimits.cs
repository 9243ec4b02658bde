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
