namespace Kws.ServiceDefaults.Tests;

/// <summary>A service with the defaults that the tests of a class share: none of them stops it.</summary>
public sealed class SharedProbe : IAsyncLifetime
{
    private ProbeHost? _host;

    internal ProbeHost Host => _host!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync();

    public Task DisposeAsync() => _host?.DisposeAsync().AsTask() ?? Task.CompletedTask;
}
