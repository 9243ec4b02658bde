using NWaves.FeatureExtractors.Options;
using NWaves.Filters.Fda;
using NWaves.Utils;
using NWaves.Windows;

namespace Kws.Features;

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

    /// <summary>An extractor of mel energies, [frames, bands], before any logarithm.</summary>
    public static FilterbankOptions MelEnergiesOf(FeatureSpec spec) => new()
    {
        SamplingRate = spec.SampleRateHz,
        FrameSize = spec.FrameLengthSamples,
        HopSize = spec.HopSamples,
        FftSize = spec.FftSize,
        FilterBank = FilterBankOf(spec),
        FilterBankSize = spec.MelBands,
        PreEmphasis = spec.PreEmphasis,
        Window = WindowOf(spec),
        NonLinearity = NonLinearityType.None,
    };
}
