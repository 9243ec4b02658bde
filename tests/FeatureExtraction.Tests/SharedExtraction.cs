namespace Kws.FeatureExtraction.Tests;

/// <summary>A host with the defaults that the tests of a class share: none of them stops it.</summary>
public sealed class SharedExtraction : IAsyncLifetime
{
    private FeatureExtractionHost? _host;

    internal FeatureExtractionHost Host => _host!;

    public async Task InitializeAsync() => _host = await FeatureExtractionHost.StartAsync();

    public Task DisposeAsync() => _host?.DisposeAsync().AsTask() ?? Task.CompletedTask;
}
