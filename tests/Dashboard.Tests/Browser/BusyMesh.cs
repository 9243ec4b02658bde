using Kws.Dashboard.Tests.Scene;

namespace Kws.Dashboard.Tests.Browser;

/// <summary>One scene for all tests of a class.</summary>
public sealed class BusyMesh : IAsyncLifetime
{
    private MeshScene? _scene;

    internal MeshScene Scene => _scene ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() => _scene = await MeshScene.StartAsync();

    public async Task DisposeAsync()
    {
        if (_scene is not null)
            await _scene.DisposeAsync();
    }
}
