using Kws.Dsp;
using Wire = Kws.Features.V1;

namespace Kws.Cli.Features;

/// <summary>A spec as the message that services take.</summary>
internal static class FeatureSpecMessage
{
    // The numbers of the enums are the same in both.
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
}
