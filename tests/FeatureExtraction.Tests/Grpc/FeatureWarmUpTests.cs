using System.Diagnostics.Metrics;

namespace Kws.FeatureExtraction.Tests.Grpc;

public sealed class FeatureWarmUpTests
{
    [Fact]
    public async Task Start_Service_IsWarmWithoutATrace()
    {
        using var measured = new MeasurementRecorder("Kws.FeatureExtraction");

        await using var host = await FeatureExtractionHost.StartAsync();

        Assert.Contains(host.Logs.Lines, line => line.Event.Name == "WarmedUp");
        Assert.DoesNotContain(host.Logs.Lines, line => line.Event.Name == "StreamFailed");
        Assert.Empty(measured.Of(host.Service<IMeterFactory>()));
    }
}
