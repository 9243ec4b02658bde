using Grpc.Core;
using Grpc.Net.Client;
using Kws.Database;
using Kws.ServiceDefaults;
using Kws.ServiceDefaults.Bus;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Grpc;
using Kws.TrainingOrchestrator.Hearing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.TrainingOrchestrator.Tests;

/// <summary>The service on a loopback port with everything in one folder, its trainer staged.</summary>
internal sealed class TrainingHost : IAsyncDisposable
{
    private readonly KestrelHost _host;
    private readonly GrpcChannel _channel;

    private TrainingHost(KestrelHost host)
    {
        _host = host;
        _channel = GrpcChannel.ForAddress(host.Address);
        Client = new Kws.Training.V1.Training.TrainingClient(_channel);
    }

    public Kws.Training.V1.Training.TrainingClient Client { get; }

    /// <summary>To the service.</summary>
    public CallInvoker Invoker => _channel.CreateCallInvoker();

    public string Address => _host.Address;

    public RecordingLoggerProvider Logs => _host.Logs;

    public IDatabases<TrainingDatabase> Databases => _host.Services.GetRequiredService<IDatabases<TrainingDatabase>>();

    public IServiceProvider Services => _host.Services;

    public IObjectStore Store => _host.Services.GetRequiredService<IObjectStore>();

    /// <summary>What the service is told; a process is told the same by its environment.</summary>
    public static Dictionary<string, string?> Settings(TemporaryFolder folder, string trainer) => new()
    {
        ["Database:File"] = folder["training.db"],
        ["Storage:Directory"] = folder["objects"],
        ["Imports:WorkFolder"] = folder["imports"],
        ["Jobs:WorkFolder"] = folder["jobs"],
        ["Jobs:Poll"] = "00:00:00.1",
        ["Jobs:Lease"] = "00:00:03",
        ["Jobs:RetryPause"] = "00:00:00.1",
        ["Trainer:Folder"] = trainer,
        // The model of tones takes some noises for tones.
        ["Gates:MinAccuracy"] = "0.4",
    };

    public static async Task<TrainingHost> StartAsync(
        TemporaryFolder folder, string trainer, params (string Key, string Value)[] settings)
    {
        var host = new TrainingHost(await KestrelHost.StartAsync(
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(Settings(folder, trainer));
                builder.Configuration.AddInMemoryCollection(settings.ToDictionary(
                    setting => setting.Key, setting => (string?)setting.Value));
                builder.AddServiceDefaults();
                builder.AddEventBus(bus => bus.AddTrainingConsumers());
                builder.Services.AddTraining(builder.Configuration);
            },
            app =>
            {
                app.MapServiceDefaults();
                app.MapGrpcService<TrainingService>();
            }));
        return host;
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }
}
