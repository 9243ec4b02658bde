namespace Kws.Features;

/// <summary>Named specs that need not be spelled out.</summary>
public static class FeatureSpecPresets
{
    /// <summary>The shipped keyword models' features: 25 ms frames every 10 ms, 40 bands, 16 kHz.</summary>
    public static FeatureSpec LogMel40 { get; } = new(
        FeatureKind.LogMel, 16_000, 400, 160, 512, WindowKind.Hann, 0, 40, 20, 7_600, 40, LogKind.Natural, 1e-6);

    /// <summary>Speech MFCCs as speech tools default to: Hamming, pre-emphasis 0.97, 26 bands, 25 ms every 10
    /// ms.</summary>
    public static FeatureSpec Mfcc13 { get; } = new(
        FeatureKind.Mfcc, 16_000, 400, 160, 512, WindowKind.Hamming, 0.97, 26, 0, 8_000, 13, LogKind.Decimal, 1e-10);

    /// <summary>The recipe of music tutorials: 13 MFCCs at 22,050 Hz, FFT 2048, hop 512, 128 bands.</summary>
    public static FeatureSpec Mfcc13Classic { get; } = new(
        FeatureKind.Mfcc, 22_050, 2_048, 512, 2_048, WindowKind.Hann, 0, 128, 0, 11_025, 13, LogKind.Decimal, 1e-10);

    /// <summary>Every preset by name.</summary>
    public static IReadOnlyDictionary<string, FeatureSpec> All { get; } =
        new SortedDictionary<string, FeatureSpec>(StringComparer.Ordinal)
        {
            ["log-mel-40"] = LogMel40,
            ["mfcc-13"] = Mfcc13,
            ["mfcc-13-classic"] = Mfcc13Classic,
        };
}
