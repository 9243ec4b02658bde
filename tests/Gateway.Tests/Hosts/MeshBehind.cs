using System.Globalization;

namespace Kws.Gateway.Tests.Hosts;

/// <summary>The services behind the gateway as users run them: processes of their own, without a bus.</summary>
public sealed class MeshBehind : IAsyncLifetime
{
    private readonly Lazy<Task<ServiceProcess>> _audio = new(() => ServiceProcess.StartAsync("AudioInference", 0,
        ("Features__Source", "InProcess"), ("Calls__PeerShare", "100")));

    private readonly Lazy<Task<ServiceProcess>> _tts = new(() => ServiceProcess.StartAsync("Tts"));
    private readonly Lazy<Task<ServiceProcess>> _vision;

    public MeshBehind() => _vision = new(async () => await ServiceProcess.StartAsync("VisionInference", 0,
        ("services__tts__http__0", (await _tts.Value).Address)));

    /// <summary>Started at the first use.</summary>
    public Task<ServiceProcess> AudioInferenceAsync() => _audio.Value;

    /// <summary>Started at the first use.</summary>
    public Task<ServiceProcess> TtsAsync() => _tts.Value;

    /// <summary>Started at the first use, and with it the speech service.</summary>
    public Task<ServiceProcess> VisionInferenceAsync() => _vision.Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var service in new[] { _audio, _vision, _tts }.Where(service => service.IsValueCreated))
            await (await service.Value).DisposeAsync();
    }

    /// <summary>Where the gateway finds a service.</summary>
    internal static string Setting(string name, string address) =>
        string.Create(CultureInfo.InvariantCulture, $"--services:{name}:http:0={address}");
}

/// <summary>Tests that share one mesh, and run one after the other.</summary>
[CollectionDefinition(nameof(MeshBehind))]
public sealed class MeshBehindGroup : ICollectionFixture<MeshBehind>;
