using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Grpc.Health.V1;
using Kws.AudioInference.Detection;
using Kws.AudioInference.Tests.Hosts;
using Microsoft.Extensions.DependencyInjection;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kws.AudioInference.Tests.Models;

public sealed class SpotWarmUpTests
{
    private sealed class Collector : IDetectionSink
    {
        public ConcurrentQueue<KeywordDetection> Detections { get; } = new();

        public bool WantsAudio => false;

        public void Offer(KeywordDetection detection) => Detections.Enqueue(detection);
    }

    [Fact]
    public async Task Start_FeaturesInProcess_IsWarmWithoutATrace()
    {
        using var measured = new MeasurementRecorder(AudioInferenceMetrics.SourceName);
        var sink = new Collector();

        await using var host =
            await SpotterHost.StartAsync(configure: services => services.AddSingleton<IDetectionSink>(sink));

        Assert.Contains(host.Logs.Lines, line => line.Event.Name == "WarmedUp");
        Assert.Empty(sink.Detections);
        // The state of the load is told from the start on.
        Assert.Equal(["kws.audio.model.loads", "kws.audio.overloaded"],
            measured.Of(host.Services.GetRequiredService<IMeterFactory>()).Order(StringComparer.Ordinal));
        Assert.Equal(0, host.OpenSessions);
    }

    [Fact]
    public async Task Start_FeatureExtractionAway_ServesAfterTheLimit()
    {
        await using var host =
            await SpotterHost.StartAsync(new()
            {
                ["Features:Source"] = "Remote",
                ["Features:Address"] = FreePort.Address(),
                ["WarmUp:Limit"] = "00:00:00.5"
            });

        Assert.Contains(host.Logs.Lines, line => line.Event.Name == "NotWarmedUp");
        var health = await new Health.HealthClient(host.Channel).CheckAsync(new HealthCheckRequest())
            .ResponseAsync.WithTimeout();
        Assert.Equal(ServingStatus.Serving, health.Status);
    }
}
