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

        foreach (var field in new[] { "MaxCalls", "MaxPcmBytesPerMessage", "MaxClipSeconds", "ReaderPatience" })
            Assert.Contains(error.Failures, f => f.Contains(field, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_MoreStreamsPerCallThanInAll_IsRefused()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => FeatureExtractionHost.StartAsync(
            ("MaxStreamsPerCall", "9"), ("MaxStreams", "8"))).WithTimeout();

        Assert.Contains("MaxStreamsPerCall is 9", error.Message, StringComparison.Ordinal);
    }
}
