namespace Kws.TestSupport;

/// <summary>One database server for the tests of a collection; it starts when the first of them asks for it.</summary>
public sealed class SharedPostgres : IAsyncLifetime
{
    private readonly PostgresServer _server = new();
    private readonly SemaphoreSlim _starting = new(1);
    private bool _isRunning;

    /// <summary>A database of its own for one test. Skips the test, saying why, when PostgreSQL is not
    /// installed.</summary>
    /// <returns>Its connection string; Entity Framework's <c>MigrateAsync</c> makes it.</returns>
    public async Task<string> NewDatabaseAsync()
    {
        await _starting.WaitAsync().WithTimeout();
        try
        {
            if (!_isRunning)
                await _server.StartAsync();
            _isRunning = true;
        }
        finally
        {
            _starting.Release();
        }

        return _server.NewDatabase();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _starting.Dispose();
    }
}
