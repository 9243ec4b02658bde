using Kws.Dsp;
using Kws.ServiceDefaults.Errors;
using Wire = Kws.Features.V1;

namespace FeatureExtraction.Grpc;

/// <summary>Specs between their message and the library. The enums' numbers are equal by design; a test says so.</summary>
internal static class FeatureSpecMapping
{
    /// <exception cref="InvalidRequestException">There is no spec.</exception>
    public static FeatureSpec ToSpec(Wire.FeatureSpec? message, string field) => message is null
        ? throw new InvalidRequestException(field, null, "a FeatureSpec")
        : new FeatureSpec(
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

    public static Wire.FeatureSpec ToMessage(FeatureSpec spec) => new()
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
}
