using NWaves.FeatureExtractors;
using NWaves.FeatureExtractors.Base;
using NWaves.FeatureExtractors.Options;

namespace Kws.Dsp;

/// <summary>Features of a whole signal by NWaves' extractors: slower than streaming, and the yardstick for it.</summary>
public static class OfflineExtractor
{
    /// <summary>All frames of <paramref name="samples"/>, row-major [frames, coefficients]; empty below one frame.</summary>
    /// <exception cref="InvalidFeatureSpecException">The spec has faults.</exception>
    public static float[] Extract(FeatureSpec spec, ReadOnlySpan<float> samples)
    {
        spec.Validate();
        if (spec.FrameCount(samples.Length) == 0)
            return [];
        FeatureExtractor extractor = spec.Kind == FeatureKind.Mfcc
            ? new MfccExtractor(NWavesSettings.Fill(new MfccOptions(), spec))
            : new FilterbankExtractor(NWavesSettings.Fill(new FilterbankOptions(), spec));
        return [.. extractor.ComputeFrom(samples.ToArray()).SelectMany(frame => frame)];
    }
}
