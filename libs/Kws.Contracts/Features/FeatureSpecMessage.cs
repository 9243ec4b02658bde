using Kws.Features;
using Wire = Kws.Features.V1;

namespace Kws.Contracts.Features;

/// <summary>
/// A <see cref="FeatureSpec"/> on the wire: for services that take or ask for features, and for their clients. The
/// enums' numbers are equal by design; a test says so.
/// </summary>
public static class FeatureSpecMessage
{
    /// <summary>The message of a spec.</summary>
    public static Wire.FeatureSpec From(FeatureSpec spec) => new()
    {
        Kind = (Wire.FeatureKind)spec.Kind,
        SampleRateHz = spec.SampleRateHz,
        FrameLengthSamples = spec.FrameLengthSamples,
        HopSamples = spec.HopSamples,
        FftSize = spec.FftSize,
        Window = (Wire.WindowKind)spec.Window,
        PreEmphasis = spec.PreEmphasis,
        MelBands = spec.MelBands,
        LowHz = spec.LowHz,
        HighHz = spec.HighHz,
        Coefficients = spec.Coefficients,
        Log = (Wire.LogKind)spec.Log,
        Floor = spec.Floor,
    };

    /// <summary>The spec of a message, as it is: whoever uses it checks it.</summary>
    public static FeatureSpec Read(Wire.FeatureSpec message) => new(
        (FeatureKind)message.Kind,
        message.SampleRateHz,
        message.FrameLengthSamples,
        message.HopSamples,
        message.FftSize,
        (WindowKind)message.Window,
        message.PreEmphasis,
        message.MelBands,
        message.LowHz,
        message.HighHz,
        message.Coefficients,
        (LogKind)message.Log,
        message.Floor);
}
