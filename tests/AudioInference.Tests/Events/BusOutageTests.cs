using System.Collections.Concurrent;
using Kws.AudioInference.Tests.Hosts;
using Kws.Contracts.Events;
using Kws.ServiceDefaults.Bus;
using Kws.TestSupport.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Kws.AudioInference.Tests.Events;

/// <summary>The broker killed while a device speaks.</summary>
[Collection(BrokerCollection.Name)]
public sealed class BusOutageTests(SharedBroker broker) : IDisposable
{
    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task BrokerKilledMidStream_RecognitionGoesOn_EachEventArrivesOnceInTheEnd()
    {
        await broker.EnsureRunningAsync();
        TinyKeywordModel.WritePackage(_models.Path);
        var ears = new Ears();
        using var listener = await ListenAsync(ears);
        await using var host = await SpotterHost.StartAsync(new()
        {
            ["Models:Root"] = _models.Path,
            ["Models:Keyword"] = "tiny",
            ["ConnectionStrings:bus"] = broker.ConnectionString,
            ["Bus:ConfirmTimeout"] = "00:00:05",
        });
        // MassTransit tells each attempt that failed; and a test that fails before the broker is back should say why.
        host.Logs.Expect(line => line.Category.StartsWith("MassTransit", StringComparison.Ordinal)
            || line.Event.Name == "EventsDropped");
        var audio = Tones.Recording(16_000, 12,
            [.. Enumerable.Range(0, 5).Select(i => (1.0 + 2 * i, i % 2 == 0 ? Tones.Yes : Tones.No))]);
        using var device = await Device.OpenAsync(host.Client, Device.Config());

        await device.SendAsync(audio.AsMemory(0, 64_000), 0);
        await Eventually.BeAsync(() => ears.Keywords.Count == 2);
        await broker.KillAsync();
        await device.SendAsync(audio.AsMemory(64_000), 64_000);
        await device.CloseAsync().WithTimeout();
        Assert.Equal(["yes", "no", "yes", "no", "yes"], device.Keywords.Select(k => k.Label));
        await UntilAsync(host.Services, HealthStatus.Degraded);
        await broker.EnsureRunningAsync();

        await Eventually.BeAsync(() => ears.Keywords.Count >= 5, "all events arrive");
        Assert.Equal(device.Keywords.Select(k => k.Id).Order(), ears.Keywords.Select(k => k.EventId).Order());
        var model = Assert.Single(ears.Models);
        Assert.Equal(("keyword-spotting", "tiny", "1.0.0"), (model.Task, model.Name, model.Version));
    }

    private async Task<IHost> ListenAsync(Ears ears)
    {
        var builder =
            Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "listener" });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:bus", broker.ConnectionString)]);
        builder.Services.AddSingleton(ears);
        builder.AddEventBus(bus =>
        {
            bus.AddConsumer<KeywordConsumer>();
            bus.AddConsumer<ModelConsumer>();
        });
        var host = builder.Build();
        await host.StartAsync().WithTimeout();
        await UntilAsync(host.Services, HealthStatus.Healthy);
        return host;
    }

    private static async Task UntilAsync(IServiceProvider services, HealthStatus expected)
    {
        var health = services.GetRequiredService<HealthCheckService>();
        await Eventually.BeAsync(
            async () => (await health.CheckHealthAsync()).Status == expected, $"the bus is {expected}");
    }

    private sealed class Ears
    {
        public SeenEvents Seen { get; } = new();

        public ConcurrentQueue<KeywordDetected> Keywords { get; } = new();

        public ConcurrentQueue<ModelActivated> Models { get; } = new();
    }

    private sealed class KeywordConsumer(Ears ears) : IdempotentConsumer<KeywordDetected>(ears.Seen)
    {
        protected override Task ConsumeOnceAsync(KeywordDetected meshEvent, CancellationToken cancellationToken)
        {
            ears.Keywords.Enqueue(meshEvent);
            return Task.CompletedTask;
        }
    }

    private sealed class ModelConsumer(Ears ears) : IdempotentConsumer<ModelActivated>(ears.Seen)
    {
        protected override Task ConsumeOnceAsync(ModelActivated meshEvent, CancellationToken cancellationToken)
        {
            ears.Models.Enqueue(meshEvent);
            return Task.CompletedTask;
        }
    }
}
