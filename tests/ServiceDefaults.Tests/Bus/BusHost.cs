using Kws.Contracts.Events;
using Kws.ServiceDefaults.Bus;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Tests.Bus;

/// <summary>A service that only has the bus.</summary>
internal sealed class BusHost : IAsyncDisposable
{
    private readonly IHost _host;

    private BusHost(IHost host, RecordingLoggerProvider logs)
    {
        _host = host;
        Logs = logs;
    }

    public RecordingLoggerProvider Logs { get; }

    public IEventPublisher Events => _host.Services.GetRequiredService<IEventPublisher>();

    public T Service<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<BusHost> StartAsync(
        string? connection, string name, Action<IBusRegistrationConfigurator>? addConsumers = null,
            Action<IServiceCollection>? addServices = null, params (string Key, string Value)[] settings)
    {
        var logs = new RecordingLoggerProvider();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = name });
        builder.Configuration.AddInMemoryCollection(
            settings.Select(s => KeyValuePair.Create($"Bus:{s.Key}", (string?)s.Value)));
        builder.Configuration["ConnectionStrings:bus"] = connection;
        builder.Logging.ClearProviders().AddProvider(logs);
        addServices?.Invoke(builder.Services);
        builder.AddEventBus(addConsumers);
        var host = builder.Build();
        await host.StartAsync().WithTimeout();
        return new BusHost(host, logs);
    }

    public async Task<HealthReportEntry> HealthAsync() =>
        (await Service<HealthCheckService>().CheckHealthAsync().WithTimeout()).Entries["bus"];

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    public static KeywordDetected Heard(string id) => new()
    {
        EventId = id,
        OccurredAt = DateTimeOffset.UnixEpoch,
        DeviceId = "kitchen:1",
        RecordingId = "r",
        SessionId = "s",
        Label = "yes",
        Confidence = 0.9f,
        StartSample = 1,
        EndSample = 2,
        SampleRateHz = 16_000,
        ModelName = "small",
        ModelVersion = "1.0.0",
    };
}
