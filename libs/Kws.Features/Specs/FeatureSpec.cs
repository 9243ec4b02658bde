using System.Security.Cryptography;
using System.Text;

namespace Kws.Features;

/// <summary>
/// How audio becomes features: the one definition shared by models, services and trainer.
/// The formulas are in docs/features.md.
/// </summary>
/// <param name="Kind">Log-mel or MFCC.</param>
/// <param name="SampleRateHz">Rate the audio must have, 8000 to 48000.</param>
/// <param name="FrameLengthSamples">Samples under one window, 16 to <paramref name="FftSize"/>.</param>
/// <param name="HopSamples">Samples from one frame's start to the next's, 1 to 4 frame lengths.</param>
/// <param name="FftSize">Power of two, 32 to 16384; the windowed frame is zero-padded to it.</param>
/// <param name="Window">Symmetric window of the frame's length.</param>
/// <param name="PreEmphasis">a of y[n] = x[n] - a x[n-1], 0 (off) to below 1.</param>
/// <param name="MelBands">Triangular mel filters, 2 to 256.</param>
/// <param name="LowHz">Lower edge of the first filter, 0 to below <paramref name="HighHz"/>.</param>
/// <param name="HighHz">Upper edge of the last filter, at most half the sample rate.</param>
/// <param name="Coefficients">Values a frame: <paramref name="MelBands"/> for log-mel, 1 to that for MFCC.</param>
/// <param name="Log">Natural or decimal logarithm.</param>
/// <param name="Floor">
/// Added to each mel energy E before the logarithm, log(E + floor), 1e-30 to 1. It is not a lower limit: where others
/// take log(max(E, floor)) the value differs by log(1 + floor / E), or by log(1 + E / floor) below the floor.
/// </param>
public sealed record FeatureSpec(
    FeatureKind Kind,
    int SampleRateHz,
    int FrameLengthSamples,
    int HopSamples,
    int FftSize,
    WindowKind Window,
    double PreEmphasis,
    int MelBands,
    double LowHz,
    double HighHz,
    int Coefficients,
    LogKind Log,
    double Floor)
{
    /// <summary>SHA-256 of <see cref="ToCanonicalJson"/> in UTF-8, lower-case hex: the spec's name in
    /// manifests.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToCanonicalJson())));

    /// <summary>The spec in the JSON Canonicalization Scheme (RFC 8785).</summary>
    public string ToCanonicalJson() => FeatureSpecJson.Write(this);

    /// <summary>Reads a spec from JSON with exactly the thirteen keys, in any order and spacing.</summary>
    /// <exception cref="InvalidFeatureSpecException">Not JSON, a key missing, unknown, repeated or of the
    /// wrong type, or a value outside its limits; all faults are named.</exception>
    public static FeatureSpec Parse(string json) => FeatureSpecJson.Read(json);

    /// <summary>Every fault of this spec, each naming field, value and limit; empty when it is valid.</summary>
    public IReadOnlyList<string> Faults() => FeatureSpecRules.Check(this);

    /// <exception cref="InvalidFeatureSpecException">The spec has faults.</exception>
    public void Validate()
    {
        var faults = Faults();
        if (faults.Count > 0)
            throw new InvalidFeatureSpecException(faults);
    }

    /// <summary>Frames that <paramref name="samples"/> samples hold: only whole frames count.</summary>
    public long FrameCount(long samples) =>
        samples < FrameLengthSamples ? 0 : 1 + (samples - FrameLengthSamples) / HopSamples;
}

/// <summary>What one feature frame holds.</summary>
public enum FeatureKind
{
    /// <summary>Logarithms of mel band energies; "log-mel" in JSON.</summary>
    LogMel = 1,

    /// <summary>Mel-frequency cepstral coefficients: the orthonormal DCT-II of the log-mel values; "mfcc" in
    /// JSON.</summary>
    Mfcc = 2,
}

/// <summary>The logarithm taken of mel energies; lower-case names in JSON.</summary>
public enum LogKind
{
    Natural = 1,
    Decimal = 2,
}

/// <summary>The symmetric window that weights each frame before its spectrum; lower-case names in JSON.</summary>
public enum WindowKind
{
    Rectangular = 1,
    Hann = 2,
    Hamming = 3,
    Blackman = 4,
}
