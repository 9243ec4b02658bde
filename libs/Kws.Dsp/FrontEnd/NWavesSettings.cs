using NWaves.FeatureExtractors.Options;
using NWaves.Filters.Fda;
using NWaves.Utils;
using NWaves.Windows;

namespace Kws.Dsp;

/// <summary>A <see cref="FeatureSpec"/> in NWaves' terms.</summary>
internal static class NWavesSettings
{
    public static WindowType WindowOf(FeatureSpec spec) => spec.Window switch
    {
        WindowKind.Rectangular => WindowType.Rectangular,
        WindowKind.Hann => WindowType.Hann,
        WindowKind.Hamming => WindowType.Hamming,
        _ => WindowType.Blackman,
    };

    /// <summary>[bands, fft_size / 2 + 1], triangles straight on the mel axis.</summary>
    public static float[][] FilterBankOf(FeatureSpec spec) => FilterBanks.Triangular(
        spec.FftSize,
        spec.SampleRateHz,
        FilterBanks.MelBands(spec.MelBands, spec.SampleRateHz, spec.LowHz, spec.HighHz),
        mapper: Scale.HerzToMel);

    /// <summary>Fills in what log-mel and MFCC extractors have in common.</summary>
    public static T Fill<T>(T options, FeatureSpec spec)
        where T : FilterbankOptions
    {
        options.SamplingRate = spec.SampleRateHz;
        options.FeatureCount = spec.Coefficients;
        options.FrameSize = spec.FrameLengthSamples;
        options.HopSize = spec.HopSamples;
        options.FftSize = spec.FftSize;
        options.FilterBank = FilterBankOf(spec);
        options.FilterBankSize = spec.MelBands;
        options.PreEmphasis = spec.PreEmphasis;
        options.Window = WindowOf(spec);
        options.NonLinearity = spec.Log == LogKind.Natural ? NonLinearityType.LogE : NonLinearityType.Log10;
        options.LogFloor = (float)spec.Floor;
        return options;
    }
}
