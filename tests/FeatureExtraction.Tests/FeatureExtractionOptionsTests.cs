using Microsoft.Extensions.Options;

namespace Kws.FeatureExtraction.Tests;

public sealed class FeatureExtractionOptionsTests
{
    [Fact]
    public async Task Start_ManyBadOptions_NamesAllAtStartUp()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => FeatureExtractionHost.StartAsync(
            ("MaxCalls", "0"), ("MaxPcmBytesPerMessage", "-1"), ("MaxClipSeconds", "100000"),
                ("ReaderPatience", "00:00:00"))).WithTimeout();

        Assert.Equal(
            [
                "FeatureExtraction:MaxCalls is 0; allowed: 1 to 100000",
                "FeatureExtraction:MaxPcmBytesPerMessage is -1; allowed: 2 to 67108864",
                "FeatureExtraction:MaxClipSeconds is 100000; allowed: 1 to 3600",
                "FeatureExtraction:ReaderPatience is 00:00:00; allowed: 0.1 s to 1 h",
            ],
            error.Failures);
    }

    [Fact]
    public async Task Start_MoreStreamsPerCallThanInAll_IsRefused()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => FeatureExtractionHost.StartAsync(
            ("MaxStreamsPerCall", "9"), ("MaxStreams", "8"))).WithTimeout();

        Assert.Equal(["FeatureExtraction:MaxStreamsPerCall is 9; allowed: at most MaxStreams (8)"], error.Failures);
    }
}
