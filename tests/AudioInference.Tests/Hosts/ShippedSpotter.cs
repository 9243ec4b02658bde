namespace Kws.AudioInference.Tests.Hosts;

/// <summary>The service with the shipped model and features of its own, shared by the test classes of a
/// collection: they run one after another, and each tells of errors in its log.</summary>
public sealed class ShippedSpotter : IAsyncLifetime
{
    /// <summary>The collection's name.</summary>
    public const string Shared = "shipped model";

    private SpotterHost? _host;

    internal SpotterHost Host => _host!;

    public async Task InitializeAsync() => _host = await SpotterHost.StartAsync();

    public Task DisposeAsync() => _host?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    [CollectionDefinition(Shared)]
    public sealed class Collection : ICollectionFixture<ShippedSpotter>;
}
