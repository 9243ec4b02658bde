using Kws.TestSupport.Models;

namespace Kws.AudioInference.Tests.Hosts;

/// <summary>The service with the tiny model, shared by the tests of a class.</summary>
public sealed class TinySpotter : IAsyncLifetime
{
    private readonly TemporaryFolder _models = new();
    private SpotterHost? _host;

    internal SpotterHost Host => _host!;

    public async Task InitializeAsync()
    {
        TinyKeywordModel.WritePackage(_models.Path);
        _host = await SpotterHost.StartAsync(new() { ["Models:Root"] = _models.Path, ["Models:Keyword"] = "tiny" });
    }

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _models.Dispose();
    }
}
