using Grpc.Net.Client;
using Kws.Contracts.Events;
using Kws.Contracts.Registry;
using Kws.ServiceDefaults.Registry;
using Kws.ServiceDefaults.Tests.Bus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Tests.Registry;

/// <summary>Orders on the bus make replicas ask at once.</summary>
[Collection(BrokerCollection.Name)]
public sealed class ModelOrderTests(SharedBroker broker)
{
    private readonly string _name = $"svc{Guid.NewGuid():N}";

    [SkippableFact]
    public async Task Order_RingsEveryProcessOfAService()
    {
        await broker.EnsureRunningAsync();
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        var rung = new[] { one, two }
            .Select(host => host.Service<IModelRegistry>().OrderedAsync(CancellationToken.None)).ToArray();

        // What a replica tells of itself orders nothing.
        one.Events.Publish(Activated("audioinference"));
        two.Events.Publish(Activated("audioinference"));
        await Eventually.BeAsync(() => one.Service<Kws.ServiceDefaults.Bus.EventBuffer>().Count == 0);
        Assert.DoesNotContain(rung, heard => heard.IsCompleted);

        // Again and again: a queue that is bound a moment later has missed the first.
        await Eventually.BeAsync(async () =>
        {
            one.Events.Publish(Activated(""));
            await Task.WhenAny(Task.WhenAll(rung), Task.Delay(500));
            return rung.All(heard => heard.IsCompleted);
        });
    }

    private static ModelActivated Activated(string service) => new()
    {
        EventId = Guid.NewGuid().ToString("N"),
        OccurredAt = DateTimeOffset.UnixEpoch,
        Task = "keyword-spotting",
        Name = "small",
        Version = "1.0.0",
        PackageKey = "models/keyword-spotting/small/1.0.0",
        Service = service,
    };

    [Fact]
    public async Task Registry_WithoutAnObjectStore_IsAFaultAtTheStart()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => BusHost.StartAsync(
            null, _name, addServices: services => services.AddModelRegistry(Configured())));

        Assert.Equal(
            "Models:Registry:Address is set and there is no object store; set Storage:Directory or Storage:S3:Bucket",
            Assert.Single(fault.Failures));
    }

    private static IConfiguration Configured() => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Models:Registry:Address"] = "http://trainingorchestrator",
        })
        .Build();

    private Task<BusHost> StartAsync()
    {
        // It is never asked here.
        var registry = new MeshModelRegistry(
            new Kws.Training.V1.Training.TrainingClient(GrpcChannel.ForAddress("http://trainingorchestrator")));
        return BusHost.StartAsync(
            broker.ConnectionString, _name, bus => bus.AddModelOrders(Configured()),
            services => services.AddSingleton(registry).AddSingleton<IModelRegistry>(registry));
    }
}
