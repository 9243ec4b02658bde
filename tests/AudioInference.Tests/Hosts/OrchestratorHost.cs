using Google.Protobuf;
using Grpc.Net.Client;
using Kws.ServiceDefaults;
using Kws.ServiceDefaults.Bus;
using Kws.Training.V1;
using Kws.TrainingOrchestrator;
using Kws.TrainingOrchestrator.Grpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Client = Kws.Training.V1.Training.TrainingClient;

namespace Kws.AudioInference.Tests.Hosts;

/// <summary>The training orchestrator on a real Kestrel, with its tables, packages and work in one folder.</summary>
internal sealed class OrchestratorHost : IAsyncDisposable
{
    private readonly KestrelHost _host;

    private OrchestratorHost(KestrelHost host)
    {
        _host = host;
        Address = host.Address;
        Channel = GrpcChannel.ForAddress(host.Address);
        Client = new Client(Channel);
    }

    /// <summary>Its address, also once it has ended.</summary>
    public string Address { get; }

    public int Port => new Uri(Address).Port;

    public GrpcChannel Channel { get; }

    public Client Client { get; }

    public IServiceProvider Services => _host.Services;

    public RecordingLoggerProvider Logs => _host.Logs;

    /// <summary>The object store below a folder.</summary>
    public static string StoreIn(TemporaryFolder folder) => folder["store"];

    /// <param name="folder">For all that it keeps.</param>
    /// <param name="settings">Besides the defaults.</param>
    /// <param name="port">0 for a free one.</param>
    public static async Task<OrchestratorHost> StartAsync(
        TemporaryFolder folder, Dictionary<string, string?>? settings = null, int port = 0)
    {
        var host = new OrchestratorHost(await KestrelHost.StartAsync(
            builder => Configure(builder, folder, settings ?? []),
            app =>
            {
                app.MapServiceDefaults();
                app.MapGrpcService<TrainingService>();
            },
            port));
        // A first look at the health may come before the tables are there.
        host.Logs.Expect(line => line.Category.EndsWith("DefaultHealthCheckService", StringComparison.Ordinal));
        return host;
    }

    /// <summary>Sends a package's folder.</summary>
    public async Task<Model> PublishAsync(
        string folder, TrainingTask task = TrainingTask.KeywordSpotting, int chunkBytes = 32 * 1024)
    {
        using var call = Client.PublishModel();
        await call.RequestStream.WriteAsync(
            new PublishModelRequest { Config = new PublishConfig { Task = task } }).WithTimeout();
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            var content = await File.ReadAllBytesAsync(file).WithTimeout();
            await call.RequestStream.WriteAsync(new PublishModelRequest
            {
                File = new FileHeader { Path = Path.GetFileName(file), Bytes = content.Length },
            }).WithTimeout();
            foreach (var chunk in content.Chunk(chunkBytes))
                await call.RequestStream.WriteAsync(
                    new PublishModelRequest { Chunk = ByteString.CopyFrom(chunk) }).WithTimeout();
        }

        await call.RequestStream.CompleteAsync().WithTimeout();
        return await call.ResponseAsync.WithTimeout();
    }

    /// <summary>Promotes a version and waits for the decision.</summary>
    public async Task<Promotion> PromoteAsync(
        Model model, string alias = "", TrialPolicy? policy = null) => await DecidedAsync(
        await Client.PromoteModelAsync(new PromoteModelRequest
        {
            Task = model.Task,
            Name = model.Name,
            Version = model.Version,
            Alias = alias,
            Policy = policy,
        }).ResponseAsync.WithTimeout());

    /// <summary>A promotion once it is decided.</summary>
    public async Task<Promotion> DecidedAsync(Promotion promotion)
    {
        using var watch = Client.WatchPromotion(new WatchPromotionRequest { Id = promotion.Id });
        while (await watch.ResponseStream.MoveNext(CancellationToken.None).WithTimeout(TimeSpan.FromMinutes(2)))
            promotion = watch.ResponseStream.Current;
        return promotion;
    }

    /// <summary>The newest trial.</summary>
    public async Task<Trial> TrialAsync() => (await Client.ListTrialsAsync(new ListTrialsRequest { Limit = 1 })
        .ResponseAsync.WithTimeout()).Trials.Single();

    /// <summary>Begins the drain, as SIGTERM does; completes when the host stopped.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _host.StopAsync().WithTimeout();
        await _host.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Logs.AssertNoErrors();
    }

    private static void Configure(
        WebApplicationBuilder builder, TemporaryFolder folder, Dictionary<string, string?> settings)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Database:File"] = folder["training.db"],
            ["Storage:Directory"] = StoreIn(folder),
            ["Jobs:WorkFolder"] = folder["jobs"],
            ["Jobs:MaxAtOnce"] = "0",
            ["Promotions:Poll"] = "00:00:00.1",
            ["Trials:Poll"] = "00:00:00.1",
            // However busy the machine is.
            ["Gates:MaxKeywordMilliseconds"] = "5000",
            ["Gates:MaxSignMilliseconds"] = "5000",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        builder.AddEventBus();
        builder.Services.AddTraining(builder.Configuration);
    }
}
