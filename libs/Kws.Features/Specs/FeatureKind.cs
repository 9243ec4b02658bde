namespace Kws.Features;

/// <summary>What one feature frame holds.</summary>
public enum FeatureKind
{
    /// <summary>Logarithms of mel band energies; "log-mel" in JSON.</summary>
    LogMel = 1,

    /// <summary>Mel-frequency cepstral coefficients: the orthonormal DCT-II of the log-mel values; "mfcc" in
    /// JSON.</summary>
    Mfcc = 2,
}
