namespace Kws.AudioInference.Tests.Hosts;

/// <summary>The service with features of its own, the same with those of a FeatureExtraction process, and that
/// process; shared by the tests of a class.</summary>
public sealed class SpotterPair : IAsyncLifetime
{
    private SpotterHost? _local;
    private SpotterHost? _remote;

    internal FeatureExtractionProcess Features { get; } = new();

    internal SpotterHost Local => _local!;

    internal SpotterHost Remote => _remote!;

    /// <summary>Settings of a service whose features come from there.</summary>
    internal static Dictionary<string, string?> FeaturesFrom(FeatureExtractionProcess features) => new()
    {
        ["Features:Source"] = "Remote",
        ["Features:Address"] = features.Address,
    };

    public async Task InitializeAsync()
    {
        await Features.EnsureRunningAsync();
        _local = await SpotterHost.StartAsync();
        var settings = FeaturesFrom(Features);
        // However long a busy machine needs to start the process again.
        settings["Streams:StallLimit"] = "00:05:00";
        _remote = await SpotterHost.StartAsync(settings);
    }

    public async Task DisposeAsync()
    {
        if (_remote is not null)
            await _remote.DisposeAsync();
        if (_local is not null)
            await _local.DisposeAsync();
        await Features.DisposeAsync();
    }
}
