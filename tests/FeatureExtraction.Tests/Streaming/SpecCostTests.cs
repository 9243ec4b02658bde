using Kws.FeatureExtraction.Streaming;
using Kws.Features;

namespace Kws.FeatureExtraction.Tests.Streaming;

public sealed class SpecCostTests
{
    // 100 frames a second of 400 + 2.5 * 512 * 9 + 3.5 * 512 + 20 * 40 operations; then an FFT of 16384 points for each
    // millisecond, which takes a core 30 to 60 ms for a second of audio.
    [Fact]
    public void OperationsPerSecond_KnownSpecs_AreCounted()
    {
        Assert.Equal(1_451_200, SpecCost.OperationsPerSecond(FeatureSpecPresets.LogMel40));
        Assert.Equal(631_984_000, SpecCost.OperationsPerSecond(
            FeatureSpecPresets.LogMel40 with { FftSize = 16_384, HopSamples = 16 }));
    }

    [Fact]
    public void OperationsPerSecond_Presets_AreATenthOfTheLimitAtMost()
    {
        var limit = new FeatureExtractionOptions().MaxOperationsPerSecond;

        Assert.All(FeatureSpecPresets.All.Values, spec => Assert.InRange(
            SpecCost.OperationsPerSecond(spec), 1, limit / 10));
    }
}
