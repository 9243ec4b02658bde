using System.Collections.Concurrent;
using Kws.Audio;
using Kws.Contracts.Events;
using Kws.ServiceDefaults.Bus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Kws.AudioInference.Tests.Events;

/// <summary>From a detection to another service, over a real broker and a real folder.</summary>
[Collection(BrokerCollection.Name)]
public sealed class DetectionEventsTests(SharedBroker broker) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Detection_WithRecording_IsToldAndItsClipLiesInTheStore()
    {
        await broker.EnsureRunningAsync();
        using var listener = await ListenAsync();
        var heard = listener.Services.GetRequiredService<Ears>();
        await using var host = await DetectionHost.StartAsync(new()
        {
            ["ConnectionStrings:bus"] = broker.ConnectionString,
            ["Recording:Enabled"] = "true",
            ["Storage:Directory"] = _folder.Path,
        });
        var detection = DetectionHost.Heard("0a1b");

        host.Offer(detection);
        host.Offer(detection);

        await Eventually.BeAsync(() => !heard.Keywords.IsEmpty && !heard.Clips.IsEmpty, "both events arrive");
        var keyword = heard.Keywords.First();
        Assert.Equal(("0a1b", "yes", "kitchen:1", 4_000, 9_000),
            (keyword.EventId, keyword.Label, keyword.DeviceId, keyword.StartSample, keyword.EndSample));
        var clip = heard.Clips.First();
        Assert.Equal(("0a1b", "recordings/yes/2026-11-21/0a1b.wav", TimeSpan.FromSeconds(1)),
            (clip.EventId, clip.WavKey, clip.Duration));
        var wav = WavReader.Read(await File.ReadAllBytesAsync(_folder[clip.WavKey]));
        Assert.Equal((8_000, 8_000), (wav.SampleRateHz, wav.Mono.Length));
        Assert.Equal(detection.Audio!.Pcm, WavWriter.ToPcm16(8_000, wav.Mono)[44..]);
        await listener.StopAsync().WithTimeout();
        Assert.Single(heard.Keywords);
        Assert.Single(heard.Clips);
        host.Logs.AssertNoErrors();
    }

    private async Task<IHost> ListenAsync()
    {
        var builder =
            Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "archive" });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:bus", broker.ConnectionString)]);
        builder.Services.AddSingleton<Ears>();
        builder.AddEventBus(bus =>
        {
            bus.AddConsumer<KeywordConsumer>();
            bus.AddConsumer<ClipConsumer>();
        });
        var host = builder.Build();
        await host.StartAsync().WithTimeout();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        await Eventually.BeAsync(
            async () => (await health.CheckHealthAsync()).Status == HealthStatus.Healthy, "the listener hears");
        return host;
    }

    private sealed class Ears
    {
        public SeenEvents SeenKeywords { get; } = new();

        public SeenEvents SeenClips { get; } = new();

        public ConcurrentQueue<KeywordDetected> Keywords { get; } = new();

        public ConcurrentQueue<ClipRecorded> Clips { get; } = new();
    }

    private sealed class KeywordConsumer(Ears ears) : IdempotentConsumer<KeywordDetected>(ears.SeenKeywords)
    {
        protected override Task ConsumeOnceAsync(KeywordDetected meshEvent, CancellationToken cancellationToken)
        {
            ears.Keywords.Enqueue(meshEvent);
            return Task.CompletedTask;
        }
    }

    private sealed class ClipConsumer(Ears ears) : IdempotentConsumer<ClipRecorded>(ears.SeenClips)
    {
        protected override Task ConsumeOnceAsync(ClipRecorded meshEvent, CancellationToken cancellationToken)
        {
            ears.Clips.Enqueue(meshEvent);
            return Task.CompletedTask;
        }
    }
}
