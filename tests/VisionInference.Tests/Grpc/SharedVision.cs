namespace Kws.VisionInference.Tests.Grpc;

/// <summary>A host that the tests of a class share: none of them stops it or changes its model.</summary>
public sealed class SharedVision : IAsyncLifetime
{
    private VisionHost? _host;

    internal VisionHost Host => _host!;

    public async Task InitializeAsync() => _host = await VisionHost.StartAsync(settings:
        [("Speech:Timeout", "00:00:03"), ("Streams:MaxUnreadableInRow", "4")]);

    public Task DisposeAsync() => _host?.DisposeAsync().AsTask() ?? Task.CompletedTask;
}
