using System.Globalization;
using System.Numerics;

namespace Kws.Features;

/// <summary>The limits of a <see cref="FeatureSpec"/>. Fields carry their JSON names in messages.</summary>
internal static class FeatureSpecRules
{
    private const int MinSampleRateHz = 8_000;
    private const int MaxSampleRateHz = 48_000;
    private const int MinFrameLength = 16;
    private const int MinFftSize = 32;
    private const int MaxFftSize = 16_384;
    private const int MinMelBands = 2;
    private const int MaxMelBands = 256;

    // Below this a float sum cannot hold the floor beside a denormal energy; above it hides speech.
    private const double MinFloor = 1e-30;
    private const double MaxFloor = 1;

    public static IReadOnlyList<string> Check(FeatureSpec spec)
    {
        var faults = new List<string>();
        CheckEnums(spec, faults);
        CheckFraming(spec, faults);
        CheckMel(spec, faults);
        return faults;
    }

    private static void CheckEnums(FeatureSpec spec, List<string> faults)
    {
        if (!Enum.IsDefined(spec.Kind))
            faults.Add(Fault("kind", (int)spec.Kind, "log-mel or mfcc"));
        if (!Enum.IsDefined(spec.Window))
            faults.Add(Fault("window", (int)spec.Window, "rectangular, hann, hamming or blackman"));
        if (!Enum.IsDefined(spec.Log))
            faults.Add(Fault("log", (int)spec.Log, "natural or decimal"));
    }

    private static void CheckFraming(FeatureSpec spec, List<string> faults)
    {
        if (spec.SampleRateHz is < MinSampleRateHz or > MaxSampleRateHz)
            faults.Add(Fault("sample_rate_hz", spec.SampleRateHz, $"{MinSampleRateHz} to {MaxSampleRateHz}"));
        if (spec.FftSize is < MinFftSize or > MaxFftSize || !BitOperations.IsPow2(spec.FftSize))
            faults.Add(Fault("fft_size", spec.FftSize, $"a power of two, {MinFftSize} to {MaxFftSize}"));
        if (spec.FrameLengthSamples < MinFrameLength || spec.FrameLengthSamples > spec.FftSize)
            faults.Add(Fault("frame_length_samples", spec.FrameLengthSamples, $"{MinFrameLength} to fft_size"));
        if (spec.HopSamples < 1 || spec.HopSamples > 4L * spec.FrameLengthSamples)
            faults.Add(Fault("hop_samples", spec.HopSamples, "1 to 4 times frame_length_samples"));
        if (!(spec.PreEmphasis is >= 0 and < 1))
            faults.Add(Fault("pre_emphasis", spec.PreEmphasis, "0 to below 1"));
    }

    private static void CheckMel(FeatureSpec spec, List<string> faults)
    {
        if (spec.MelBands is < MinMelBands or > MaxMelBands)
            faults.Add(Fault("mel_bands", spec.MelBands, $"{MinMelBands} to {MaxMelBands}"));
        if (!(spec.HighHz > 0 && spec.HighHz <= spec.SampleRateHz / 2.0))
            faults.Add(Fault("high_hz", spec.HighHz, "above 0, at most half of sample_rate_hz"));
        if (!(spec.LowHz >= 0 && spec.LowHz < spec.HighHz))
            faults.Add(Fault("low_hz", spec.LowHz, "0 to below high_hz"));
        if (spec.Kind == FeatureKind.Mfcc && (spec.Coefficients < 1 || spec.Coefficients > spec.MelBands))
            faults.Add(Fault("coefficients", spec.Coefficients, "1 to mel_bands for mfcc"));
        if (spec.Kind == FeatureKind.LogMel && spec.Coefficients != spec.MelBands)
            faults.Add(Fault("coefficients", spec.Coefficients, "mel_bands for log-mel"));
        if (!(spec.Floor is >= MinFloor and <= MaxFloor))
            faults.Add(Fault("floor", spec.Floor, "1e-30 to 1"));
    }

    private static string Fault(string field, IFormattable value, string limit) =>
        $"{field} is {value.ToString(null, CultureInfo.InvariantCulture)}; allowed: {limit}";
}

/// <summary>A <see cref="FeatureSpec"/> that cannot be computed. Services answer it with INVALID_ARGUMENT.</summary>
public sealed class InvalidFeatureSpecException : ArgumentException
{
    /// <param name="faults">Every fault found, each naming field, value and limit; at least one.</param>
    public InvalidFeatureSpecException(IReadOnlyList<string> faults)
        : base("feature spec: " + string.Join("; ", faults))
    {
        Faults = faults;
    }

    /// <summary>Every fault, each naming field, value and limit.</summary>
    public IReadOnlyList<string> Faults { get; }
}
