using System.Collections.Concurrent;
using Grpc.Core;
using Kws.Contracts.Events;
using Kws.ServiceDefaults.Bus;
using Kws.Training.V1;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using JobState = Kws.Training.V1.JobState;

namespace Kws.TrainingOrchestrator.Tests.Jobs;

/// <summary>Database and broker killed (kill -9) while a job trains, each started again with its data.</summary>
public sealed class OutageTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task DatabaseAndBroker_KilledWhileAJobTrains_TheJobEndsPublishedAndEveryEventIsTold()
    {
        var trainer = new StagedTrainer(_folder).Folder;
        await using var postgres = new PostgresServer();
        await using var broker = new RabbitMqServer();
        await Task.WhenAll(postgres.StartAsync(), broker.StartAsync());
        var ears = new Ears();
        using var listener = await ListenAsync(broker.ConnectionString, ears);
        await using var host = await TrainingHost.StartAsync(_folder, trainer,
            ("ConnectionStrings:training", postgres.NewDatabase(longestWait: 2)),
            ("ConnectionStrings:bus", broker.ConnectionString));
        await ToneDataSet.PutAsync(host.Databases, host.Store);
        var job = await host.Client.SubmitJobAsync(new SubmitJobRequest
        {
            Task = TrainingTask.KeywordSpotting,
            DataSet = ToneDataSet.Name,
            Recipe = "tiny",
            Hyperparameters = { ["epochs"] = "8", ["pause"] = "0.5" },
        }).ResponseAsync.WithTimeout();

        await Eventually.BeAsync(() => ears.Epochs.Contains(1), "the first epoch is told");
        await postgres.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(1));
        await postgres.StartAsync();
        await Eventually.BeAsync(() => ears.Epochs.Contains(4), "the job goes on");
        await broker.KillAsync();
        await EndedAsync(host, job.Id);
        await broker.StartAsync();

        await Eventually.BeAsync(
            () => ears.Published.Count > 0 && ears.States.Count >= 5 && ears.Epochs.Contains(8), "all events arrive");
        Assert.Equal(["evaluating", "preparing", "published", "queued", "training"], ears.States);
        Assert.Equal(Enumerable.Range(1, 8), ears.Epochs);
        Assert.Equal(["1.0.0"], ears.Published);
        var ended = await host.Client.GetJobAsync(new GetJobRequest { Id = job.Id }).ResponseAsync.WithTimeout();
        Assert.Equal((JobState.Published, 1), (ended.State, ended.Attempt));
    }

    private static Task EndedAsync(TrainingHost host, string id) => Eventually.BeAsync(async () =>
    {
        try
        {
            var job = await host.Client.GetJobAsync(
                new GetJobRequest { Id = id }, deadline: DateTime.UtcNow + s_patience);
            return job.State == JobState.Published;
        }
        catch (RpcException)
        {
            return false;
        }
    }, "the job is published");

    private static async Task<IHost> ListenAsync(string bus, Ears ears)
    {
        var builder =
            Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "listener" });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:bus", bus)]);
        builder.Services.AddSingleton(ears);
        builder.AddEventBus(consumers =>
        {
            consumers.AddConsumer<StateConsumer>();
            consumers.AddConsumer<EpochConsumer>();
            consumers.AddConsumer<ModelConsumer>();
        });
        var host = builder.Build();
        await host.StartAsync().WithTimeout();
        var health = host.Services.GetRequiredService<HealthCheckService>();
        await Eventually.BeAsync(
            async () => (await health.CheckHealthAsync()).Status == HealthStatus.Healthy, "the listener hears");
        return host;
    }

    /// <summary>What was told, each event once: deliveries are at least once.</summary>
    private sealed class Ears
    {
        private readonly ConcurrentDictionary<string, string> _states = new();
        private readonly ConcurrentDictionary<string, int> _epochs = new();
        private readonly ConcurrentDictionary<string, string> _models = new();

        public IReadOnlyList<string> States => [.. _states.Values.Order(StringComparer.Ordinal)];

        public IReadOnlyList<int> Epochs => [.. _epochs.Values.Order()];

        public IReadOnlyList<string> Published => [.. _models.Values];

        public void Hear(TrainingJobChanged told) => _states[told.EventId] = told.State;

        public void Hear(TrainingProgressed told) => _epochs[told.EventId] = told.Epoch;

        public void Hear(ModelPublished told) => _models[told.EventId] = told.Version;
    }

    private sealed class StateConsumer(Ears ears) : IConsumer<TrainingJobChanged>
    {
        public Task Consume(ConsumeContext<TrainingJobChanged> context)
        {
            ears.Hear(context.Message);
            return Task.CompletedTask;
        }
    }

    private sealed class EpochConsumer(Ears ears) : IConsumer<TrainingProgressed>
    {
        public Task Consume(ConsumeContext<TrainingProgressed> context)
        {
            ears.Hear(context.Message);
            return Task.CompletedTask;
        }
    }

    private sealed class ModelConsumer(Ears ears) : IConsumer<ModelPublished>
    {
        public Task Consume(ConsumeContext<ModelPublished> context)
        {
            ears.Hear(context.Message);
            return Task.CompletedTask;
        }
    }
}
