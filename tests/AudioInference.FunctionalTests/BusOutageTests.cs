using System.Collections.Concurrent;
using Kws.Contracts.Events;
using Kws.ServiceDefaults.Bus;
using Kws.TestSupport.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Kws.AudioInference.FunctionalTests;

/// <summary>The broker killed while a device speaks.</summary>
public sealed class BusOutageTests : IAsyncLifetime
{
    private readonly RabbitMqServer _broker = new();
    private readonly TemporaryFolder _models = new();

    public Task InitializeAsync()
    {
        TinyKeywordModel.WritePackage(_models.Path);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _broker.DisposeAsync();
        _models.Dispose();
    }

    [SkippableFact]
    public async Task BrokerKilledMidStream_RecognitionGoesOn_EachEventArrivesOnceInTheEnd()
    {
        await _broker.StartAsync();
        var ears = new Ears();
        using var listener = await ListenAsync(ears);
        await using var host = await SpotterHost.StartAsync(new()
        {
            ["Models:Root"] = _models.Path,
            ["Models:Keyword"] = "tiny",
            ["ConnectionStrings:bus"] = _broker.ConnectionString,
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
        await _broker.KillAsync();
        await device.SendAsync(audio.AsMemory(64_000), 64_000);
        await device.CloseAsync().WithTimeout();
        Assert.Equal(["yes", "no", "yes", "no", "yes"], device.Keywords.Select(k => k.Label));
        await UntilAsync(host.Services, HealthStatus.Degraded);
        await _broker.StartAsync();

        for (var attempt = 0; attempt < 600 && ears.Keywords.Count < 5; attempt++)
            await Task.Delay(100);
        Assert.Equal(device.Keywords.Select(k => k.Id).Order(), ears.Keywords.Select(k => k.EventId).Order());
        var model = Assert.Single(ears.Models);
        Assert.Equal(("keyword-spotting", "tiny", "1.0.0"), (model.Task, model.Name, model.Version));
    }

    private async Task<IHost> ListenAsync(Ears ears)
    {
        var builder =
            Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "listener" });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:bus", _broker.ConnectionString)]);
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
        HealthReport report;
        for (var attempt = 0; (report = await health.CheckHealthAsync()).Status != expected; attempt++)
        {
            var told = report.Entries.Select(at => $"{at.Key} {at.Value.Status} {at.Value.Description}");
            Assert.True(attempt < 600, $"no {expected}: {string.Join(", ", told)}");
            await Task.Delay(50);
        }
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
