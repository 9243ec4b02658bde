using Kws.TestSupport.Models;

namespace Kws.Cli.Tests.Hosts;

/// <summary>VisionInference with the tiny model, and Tts, as processes shared by the tests of a class.</summary>
public sealed class VisionProcess : IAsyncLifetime
{
    private readonly TemporaryFolder _models = new();
    private ServiceProcess? _tts;
    private ServiceProcess? _vision;

    public string Address => _vision!.Address;

    /// <summary>The folder of model packages.</summary>
    public string Models => _models.Path;

    public async Task InitializeAsync()
    {
        TinySignModel.WritePackage(_models.Path);
        _tts = await ServiceProcess.StartAsync("Tts", 0, ("Logging__LogLevel__Default", "Warning"));
        _vision = await ServiceProcess.StartAsync("VisionInference", 0,
            ("Models__Root", _models.Path), ("Models__Sign", "tiny"), ("services__tts__http__0", _tts.Address),
                ("Logging__LogLevel__Default", "Warning"));
    }

    public async Task DisposeAsync()
    {
        if (_vision is not null)
            await _vision.DisposeAsync();
        if (_tts is not null)
            await _tts.DisposeAsync();
        _models.Dispose();
    }
}
