using NWaves.FeatureExtractors;
using NWaves.FeatureExtractors.Options;

namespace NWaves.Tests;

public sealed class MfccExtractorTests
{
    // Measured on the original NWaves 0.9.6: 1 s of a 440 Hz sine, amplitude 0.5, 16 kHz.
    private static readonly float[] KnownFirstFrame =
        [-12.1395f, 4.2439f, 0.8135f, -1.1121f, -2.3755f, -2.9492f, -2.6722f, -1.8051f, -0.5869f, 0.5375f, 1.2951f, 1.5035f, 1.2363f];

    [Fact]
    public void ComputeFrom_Sine440_EqualsTheOriginalsFirstFrame()
    {
        var sine = Enumerable.Range(0, 16_000).Select(n => 0.5f * MathF.Sin(2 * MathF.PI * 440 * n / 16_000)).ToArray();
        var extractor = new MfccExtractor(new MfccOptions
        {
            SamplingRate = 16_000,
            FeatureCount = 13,
            FrameDuration = 0.025,
            HopDuration = 0.010,
            PreEmphasis = 0.97,
            FilterBankSize = 26,
        });

        var frames = extractor.ComputeFrom(sine);

        Assert.Equal(98, frames.Count);
        for (var k = 0; k < 13; k++)
            Assert.InRange(frames[0][k] - KnownFirstFrame[k], -2e-4f, 2e-4f);
    }

    [Fact]
    public void Constructor_ManyBadOptions_NamesAll()
    {
        var error = Assert.Throws<ArgumentException>(() => new MfccExtractor(new MfccOptions
        {
            SamplingRate = 0,
            FrameDuration = 0,
            HopDuration = 0,
            FeatureCount = 25,
        }));

        Assert.Contains("SamplingRate", error.Message, StringComparison.Ordinal);
        Assert.Contains("FrameDuration", error.Message, StringComparison.Ordinal);
        Assert.Contains("HopDuration", error.Message, StringComparison.Ordinal);
        Assert.Contains("must not exceed the number of filters", error.Message, StringComparison.Ordinal);
    }
}
