using System.Collections.Concurrent;
using Kws.Contracts.Events;
using Kws.ServiceDefaults.Bus;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Tests.DataSets.Correcting;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Kws.TrainingOrchestrator.Tests.Hearing;

/// <summary>What the orchestrator hears and tells on a real broker.</summary>
public sealed class BusTests(SharedBroker broker) : IClassFixture<SharedBroker>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Ears _ears = new();
    private CorrectionBench _bench = null!;
    private IHost _publisher = null!;

    public async Task InitializeAsync()
    {
        if (!RabbitMqServer.IsInstalled || !File.Exists("/usr/bin/python3"))
            return;
        await broker.EnsureRunningAsync();
        _bench = await CorrectionBench.StartAsync(_folder, null,
            ("ConnectionStrings:bus", broker.ConnectionString), ("Trainer:Folder", new StagedTrainer(_folder).Folder));
        // What is being published when the service stops stays in the outbox.
        _bench.Host.Logs.Expect(line => line.Message.StartsWith("S-FAULT", StringComparison.Ordinal));
        await HearingAsync(_bench.Host.Services);
        _publisher = await ListenAsync();
    }

    public async Task DisposeAsync()
    {
        if (_bench is not null)
        {
            await _publisher.StopAsync().WithTimeout();
            _publisher.Dispose();
            await _bench.DisposeAsync();
        }

        _folder.Dispose();
    }

    [SkippableFact]
    public async Task RecordingMarked_OfAnotherPublisher_IsStoredOnceAndTheOwnIsTold()
    {
        SkipWithoutServers();
        var (first, second) = (await _bench.RecordAsync("a1"), await _bench.RecordAsync("a2"));
        var marked = Marked("console-1", first, "no");
        await PublishAsync(marked, marked, Marked("console-2", "recordings/../x.wav", "no"),
            Marked("console-3", first, "maybe"), Marked("console-4", first, "yes") with
            {
                OccurredAt = marked.OccurredAt.AddHours(-1),
            });
        await Eventually.BeAsync(
            () => _bench.Host.Logs.Lines.Count(line => line.Event.Id == 5052) == 2, "two marks are refused");
        await _bench.MarkAsync(second, "no", eventId: "ours");

        await Eventually.BeAsync(() => _ears.Marks.ContainsKey("ours"), "the own mark is told");
        Assert.Equal(("words", second, "no"), _ears.Marks["ours"] is var told
            ? (told.DataSet, told.WavKey, told.Label)
            : default);
        await Eventually.BeAsync(async () => (await _bench.WaitingAsync()).Waiting == 2, "both marks wait");
        Assert.Equal([first, second], (await _bench.WaitingAsync()).Corrections.Select(mark => mark.Key));
        Assert.Equal(["no", "no"], (await _bench.WaitingAsync()).Corrections.Select(mark => mark.Label));
    }

    [SkippableFact]
    public async Task TrainingRequested_Twice_MakesOneJob_AndARefusalIsTold()
    {
        SkipWithoutServers();
        var wanted = Requested("ask-1", "words");
        await PublishAsync(wanted, wanted, Requested("ask-2", "absent"), Requested("ask-2", "absent"),
            wanted with { EventId = "ask-3", Recipe = "tiny", DataSet = "absent" },
            Requested("ask-4", "words") with { Hyperparameters = new Dictionary<string, string> { ["a b"] = "1" } },
            Requested("ask-5", "words"));

        await Eventually.BeAsync(() => Asked().Count == 3, "three refusals are told");
        await Eventually.BeAsync(async () => (await JobsAsync()).Count == 2, "both jobs are queued");
        Assert.Equal(["epochs=3", "epochs=3"], (await JobsAsync()).Select(
            job => string.Join(',', job.Hyperparameters.Select(setting => $"{setting.Key}={setting.Value}"))));
        Assert.Equal(["ask-2", "ask-3", "ask-4"], Asked());
        Assert.Equal("data set 'absent' is not known", _ears.Refused["ask-2"].Reason);
        Assert.Contains("hyperparameters: 'a b'", _ears.Refused["ask-4"].Reason, StringComparison.Ordinal);
        Assert.Equal("ask-1", _ears.Refused["ask-3"].RequestId);
    }

    [SkippableFact]
    public async Task TrainingRequested_ThatCannotBeRead_IsPutAsideAndTheNextIsHeard()
    {
        SkipWithoutServers();
        _bench.Host.Logs.Expect(line => line.Message.StartsWith("R-FAULT", StringComparison.Ordinal));
        await SendAsync([.. "{ no message"u8]);
        // Of the right type, with nothing in it.
        await _publisher.Services.GetRequiredService<IBus>()
            .Publish<TrainingRequested>(new { EventId = "empty" }).WithTimeout();
        await PublishAsync(Requested("after-broken", "words"));

        await Eventually.BeAsync(async () => (await JobsAsync()).Count == 1, "the next one is heard");
        await Eventually.BeAsync(() => _ears.Refused.ContainsKey("empty"), "the empty one is refused");
        Assert.StartsWith("task: ", _ears.Refused["empty"].Reason, StringComparison.Ordinal);
    }

    private static void SkipWithoutServers() => Skip.IfNot(
        RabbitMqServer.IsInstalled && File.Exists("/usr/bin/python3"), "rabbitmq-server or python3 is not installed");

    private static RecordingMarked Marked(string eventId, string key, string label) => new()
    {
        EventId = eventId,
        OccurredAt = DateTimeOffset.UtcNow.AddMinutes(-1),
        WavKey = key,
        Label = label,
        By = "console",
    };

    private static TrainingRequested Requested(string id, string dataSet) => new()
    {
        EventId = id,
        RequestId = id,
        OccurredAt = DateTimeOffset.UtcNow,
        Task = "keyword-spotting",
        DataSet = dataSet,
        Recipe = "tiny",
        Hyperparameters = new Dictionary<string, string> { ["epochs"] = "3" },
    };

    private List<string> Asked() => [.. _ears.Refused.Keys
        .Where(id => id.StartsWith("ask-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private async Task SendAsync(byte[] body)
    {
        var factory = new RabbitMQ.Client.ConnectionFactory { Uri = new Uri(broker.ConnectionString) };
        await using var connection = await factory.CreateConnectionAsync().WithTimeout();
        await using var channel = await connection.CreateChannelAsync().WithTimeout();
        await channel.BasicPublishAsync("Kws.Contracts.Events:TrainingRequested", "", mandatory: false,
            new RabbitMQ.Client.BasicProperties { ContentType = "application/vnd.masstransit+json" }, body)
            .WithTimeout();
    }

    private async Task<IReadOnlyList<Job>> JobsAsync() =>
        (await _bench.Client.ListJobsAsync(new ListJobsRequest()).ResponseAsync.WithTimeout()).Jobs;

    private async Task PublishAsync(params IMeshEvent[] events)
    {
        var bus = _publisher.Services.GetRequiredService<IConfirmedEvents>();
        foreach (var meshEvent in events)
            await bus.PublishAsync(meshEvent, CancellationToken.None).WithTimeout();
    }

    private static Task HearingAsync(IServiceProvider services) => Eventually.BeAsync(
        async () => (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status
            == HealthStatus.Healthy, "it hears");

    private async Task<IHost> ListenAsync()
    {
        var builder =
            Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "console" });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:bus", broker.ConnectionString)]);
        builder.Services.AddSingleton(_ears);
        builder.AddEventBus(consumers =>
        {
            consumers.AddConsumer<MarkConsumer>();
            consumers.AddConsumer<RefusalConsumer>();
        });
        var host = builder.Build();
        await host.StartAsync().WithTimeout();
        await HearingAsync(host.Services);
        return host;
    }

    private sealed class Ears
    {
        public ConcurrentDictionary<string, RecordingMarked> Marks { get; } = new();

        public ConcurrentDictionary<string, TrainingRefused> Refused { get; } = new();
    }

    private sealed class MarkConsumer(Ears ears) : IConsumer<RecordingMarked>
    {
        public Task Consume(ConsumeContext<RecordingMarked> context)
        {
            ears.Marks[context.Message.EventId] = context.Message;
            return Task.CompletedTask;
        }
    }

    private sealed class RefusalConsumer(Ears ears) : IConsumer<TrainingRefused>
    {
        public Task Consume(ConsumeContext<TrainingRefused> context)
        {
            ears.Refused[context.Message.EventId] = context.Message;
            return Task.CompletedTask;
        }
    }
}
