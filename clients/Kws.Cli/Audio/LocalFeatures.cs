using Kws.Dsp;

namespace Kws.Cli.Audio;

/// <summary>Features computed in this process, with the code that the service runs.</summary>
internal static class LocalFeatures
{
    public static FeatureMatrix Extract(FeatureSpec spec, Recording recording) =>
        new(spec, ResamplingFrontEnd.ExtractAll(spec, recording.ToFloats(), recording.SampleRateHz), spec.Coefficients);
}
