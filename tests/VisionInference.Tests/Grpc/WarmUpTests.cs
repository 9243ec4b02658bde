using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.VisionInference.Tests.Grpc;

public sealed class WarmUpTests
{
    [Fact]
    public async Task Start_Service_IsWarmWithoutATrace()
    {
        using var measured = new MeasurementRecorder(VisionInferenceMetrics.SourceName);

        await using var host = await VisionHost.StartAsync();

        Assert.Contains(host.Logs.Lines, line => line.Event.Name == "WarmedUp");
        Assert.Empty(host.Services.GetRequiredService<RecordedReadings>().All);
        Assert.Equal(["kws.vision.model.loads"], measured.Of(host.Services.GetRequiredService<IMeterFactory>()));
    }

    [Fact]
    public async Task Start_NoModel_GoesOnCold()
    {
        await using var host = await VisionHost.StartAsync(withModel: false);

        Assert.Contains(host.Logs.Lines, line => line.Event.Name == "NotWarmedUp");
        host.Logs.Expect(_ => true);
    }
}
