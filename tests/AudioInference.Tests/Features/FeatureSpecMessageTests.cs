using Kws.Contracts.Features;
using Kws.Features;

namespace Kws.AudioInference.Tests.Features;

public sealed class FeatureSpecMessageTests
{
    [Fact]
    public void Enums_HaveTheNumbersOfTheContract()
    {
        Assert.All(Enum.GetValues<FeatureKind>(), kind =>
            Assert.Equal(kind.ToString(), ((Kws.Features.V1.FeatureKind)kind).ToString()));
        Assert.All(Enum.GetValues<WindowKind>(), kind =>
            Assert.Equal(kind.ToString(), ((Kws.Features.V1.WindowKind)kind).ToString()));
        Assert.All(Enum.GetValues<LogKind>(), kind =>
            Assert.Equal(kind.ToString(), ((Kws.Features.V1.LogKind)kind).ToString()));
    }

    [Fact]
    public void EveryField_IsCarried()
    {
        var message = FeatureSpecMessage.From(FeatureSpecPresets.Mfcc13Classic);
        var spec = FeatureSpecPresets.Mfcc13Classic;
        Assert.Equal(
            (spec.SampleRateHz, spec.FrameLengthSamples, spec.HopSamples, spec.FftSize, spec.PreEmphasis, spec.MelBands,
                spec.LowHz),
            (message.SampleRateHz, message.FrameLengthSamples, message.HopSamples, message.FftSize, message.PreEmphasis,
                message.MelBands, message.LowHz));
        Assert.Equal((spec.HighHz, spec.Coefficients, spec.Floor),
            (message.HighHz, message.Coefficients, message.Floor));
        Assert.Equal(spec, FeatureSpecMessage.Read(message));
    }
}
