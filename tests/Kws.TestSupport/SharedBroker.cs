namespace Kws.TestSupport;

/// <summary>One broker for the tests of a collection, which run one after another. It starts when the first of them
/// asks for it.</summary>
public sealed class SharedBroker : IAsyncLifetime
{
    private readonly RabbitMqServer _server = new();
    private bool _isRunning;

    /// <inheritdoc cref="RabbitMqServer.ConnectionString"/>
    public string ConnectionString => _server.ConnectionString;

    /// <inheritdoc cref="RabbitMqServer.StartAsync"/>
    public async Task EnsureRunningAsync()
    {
        if (_isRunning)
            return;
        await _server.StartAsync();
        _isRunning = true;
    }

    /// <inheritdoc cref="RabbitMqServer.KillAsync"/>
    public async Task KillAsync()
    {
        _isRunning = false;
        await _server.KillAsync();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();
}
