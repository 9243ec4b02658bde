using Wire = Kws.Features.V1;

namespace AudioInference.Features.Grpc;

/// <summary>A spec as a message. The enums' numbers are equal by design; a test says so.</summary>
internal static class FeatureSpecMessage
{
    public static Wire.FeatureSpec From(Kws.Dsp.FeatureSpec spec) => new()
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
