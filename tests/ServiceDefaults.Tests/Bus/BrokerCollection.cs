namespace Kws.ServiceDefaults.Tests.Bus;

/// <summary>One broker for all tests of the bus, which run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class BrokerCollection : ICollectionFixture<BrokerFixture>
{
    public const string Name = "broker";
}

/// <summary>Starts the broker when the first test asks for it.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private bool _isRunning;

    public RabbitMqServer Server { get; } = new();

    public async Task EnsureRunningAsync()
    {
        if (_isRunning)
            return;
        await Server.StartAsync();
        _isRunning = true;
    }

    public async Task KillAsync()
    {
        await Server.KillAsync();
        _isRunning = false;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
