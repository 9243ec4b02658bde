using System.Diagnostics;
using Kws.ServiceDefaults.Tests.Telemetry;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace Kws.ServiceDefaults.Tests.Bus;

[Collection(BrokerCollection.Name)]
public sealed class EventBusTests(SharedBroker broker)
{
    private readonly Notes _notes = new();
    private readonly string _name = $"svc{Guid.NewGuid():N}";

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Publish_SameEventTwice_IsDealtWithOnce()
    {
        await broker.EnsureRunningAsync();
        await using var host = await StartAsync();
        var deliveries = new Deliveries();
        using var observed = host.Service<IBusControl>().ConnectReceiveObserver(deliveries);
        var heard = BusHost.Heard("a");

        host.Events.Publish(heard);
        host.Events.Publish(heard);
        host.Events.Publish(BusHost.Heard("b"));

        await Eventually.BeAsync(() => deliveries.DealtWith >= 3, "all three messages are dealt with");
        Assert.Equal(["a", "b"], _notes.Taken.Select(e => e.EventId).Order());
        Assert.Equal(heard, _notes.Taken.Single(e => e.EventId == "a"));
        host.Logs.AssertNoErrors();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Consume_FailsAFewTimes_IsRetriedUntilItSucceeds()
    {
        await broker.EnsureRunningAsync();
        _notes.Failures = 2;
        await using var host = await StartAsync(("ConsumerRetryDelay", "00:00:00.01"));

        host.Events.Publish(BusHost.Heard("a"));

        await Eventually.BeAsync(() => !_notes.Taken.IsEmpty, "the event is dealt with");
        Assert.Equal(3, _notes.Attempts);
    }

    [SkippableFact]
    public async Task Consume_FailsForGood_GoesToTheErrorQueue()
    {
        await broker.EnsureRunningAsync();
        _notes.Failures = int.MaxValue;
        await using var host = await StartAsync(("ConsumerRetries", "2"), ("ConsumerRetryDelay", "00:00:00.01"));

        host.Events.Publish(BusHost.Heard("a"));

        var queue = new KebabCaseEndpointNameFormatter(_name, false).Consumer<NotingConsumer>() + "_error";
        await using var connection =
            await new ConnectionFactory { Uri = new Uri(broker.ConnectionString) }.CreateConnectionAsync()
                .WithTimeout();
        await Eventually.BeAsync(async () => await CountAsync(connection, queue) == 1, $"one event in {queue}");
        Assert.Equal(3, _notes.Attempts);
    }

    // One outage for both: a broker takes long to start.
    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Publish_BrokerKilledAndBack_EachEventArrivesOnceAndSpansTellTheSendingAlone()
    {
        await broker.EnsureRunningAsync();
        await using var host = await StartAsync(("ConfirmTimeout", "00:00:02"));
        var ids = Enumerable.Range(0, 300).Select(i => $"e{i:000}").ToArray();
        foreach (var id in ids[..100])
            host.Events.Publish(BusHost.Heard(id));
        await broker.KillAsync();
        await using var early = await BusHost.StartAsync(broker.ConnectionString, "publisher",
            settings: ("ConfirmTimeout", "00:00:01"));
        var begin = Stopwatch.GetTimestamp();
        foreach (var id in ids[100..200])
            host.Events.Publish(BusHost.Heard(id));
        // Waiting for a confirmation of any of them would take 2 s.
        Assert.InRange(Stopwatch.GetElapsedTime(begin).TotalSeconds, 0, 20);
        using var recorder = new SpanRecorder("Kws.Bus", "MassTransit");
        early.Events.Publish(BusHost.Heard("early"));
        await Eventually.BeAsync(async () =>
            (await host.HealthAsync()).Status == HealthStatus.Degraded, "the bus is degraded");
        await Eventually.BeAsync(() => host.Logs.Lines.Any(l => l.Event.Name == "BusAway"),
            "the log tells it");
        await Eventually.BeAsync(() => early.Logs.Lines.Any(l => l.Event.Name == "BusAway"),
            "an attempt failed");
        // Of attempts that reached no broker there is none.
        Assert.Empty(recorder.Spans);
        var brokerStarts = DateTime.UtcNow;
        await broker.EnsureRunningAsync();
        // The rest is told outside the recorded trace.
        Activity.Current = null;
        foreach (var id in ids[200..])
            host.Events.Publish(BusHost.Heard(id));

        await Eventually.BeAsync(() => _notes.Taken.Count >= 301, "all events arrive");
        Assert.Equal([.. ids, "early"], _notes.Taken.Select(e => e.EventId).Order(StringComparer.Ordinal)
            .OrderBy(id => id == "early"));
        await Eventually.BeAsync(() => host.Logs.Lines.Any(l => l.Event.Name == "BusBack"),
            "the log tells the end");
        Assert.DoesNotContain(host.Logs.Lines, l => l.Event.Name == "EventsDropped");
        // The span ends with the broker's confirmation, which may come after the event itself.
        await Eventually.BeAsync(() => recorder.Spans.Any(span => span.Source.Name == "Kws.Bus"), "the span ends");
        var publish =
            Assert.Single(recorder.Spans, span => span.Source.Name == "Kws.Bus" && span.ParentSpanId == recorder.Root);
        Assert.Equal("publish KeywordDetected", publish.DisplayName);
        Assert.InRange(publish.StartTimeUtc, brokerStarts, DateTime.UtcNow);
        Assert.Contains(recorder.Spans, span =>
            span.Source.Name == "MassTransit" && span.ParentSpanId == publish.SpanId);
    }

    [SkippableFact]
    public async Task Stop_WithEventsBuffered_PublishesThemFirst()
    {
        await broker.EnsureRunningAsync();
        await using var consumer = await StartAsync();
        await using (var host = await BusHost.StartAsync(broker.ConnectionString, "publisher"))
        {
            for (var i = 0; i < 200; i++)
                host.Events.Publish(BusHost.Heard($"{i}"));
            await host.StopAsync().WithTimeout();
        }

        await Eventually.BeAsync(() => _notes.Taken.Count == 200, "all events arrive");
    }

    // Events told before the consumer's queue exists are nobody's: the bus is healthy once it does.
    private async Task<BusHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = await BusHost.StartAsync(
            broker.ConnectionString, _name, bus => bus.AddConsumer<NotingConsumer>(), services =>
                services.AddSingleton(_notes), settings);
        await Eventually.BeAsync(async () =>
            (await host.HealthAsync()).Status == HealthStatus.Healthy, "the bus is healthy");
        return host;
    }

    private static async Task<uint> CountAsync(IConnection connection, string queue)
    {
        try
        {
            await using var channel = await connection.CreateChannelAsync().WithTimeout();
            return (await channel.QueueDeclarePassiveAsync(queue).WithTimeout()).MessageCount;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return 0;
        }
    }

    private sealed class Deliveries : IReceiveObserver
    {
        private int _dealtWith;

        public int DealtWith => Volatile.Read(ref _dealtWith);

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context)
        {
            Interlocked.Increment(ref _dealtWith);
            return Task.CompletedTask;
        }

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(
            ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => Task.CompletedTask;

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;
    }
}
