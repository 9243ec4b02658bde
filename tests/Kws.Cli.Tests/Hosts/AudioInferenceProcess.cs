namespace Kws.Cli.Tests.Hosts;

/// <summary>One AudioInference process with features of its own, shared by the test classes of a collection.</summary>
public sealed class AudioInferenceProcess : IAsyncLifetime
{
    /// <summary>The collection's name.</summary>
    public const string Shared = "AudioInference";

    private ServiceProcess? _service;

    public string Address => _service!.Address;

    public static Task<ServiceProcess> StartAsync(int port = 0) =>
        ServiceProcess.StartAsync("AudioInference", port, ("Features__Source", "InProcess"),
            ("Logging__LogLevel__Default", "Warning"));

    public async Task InitializeAsync() => _service = await StartAsync();

    public Task DisposeAsync() => _service?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    [CollectionDefinition(Shared)]
    public sealed class Collection : ICollectionFixture<AudioInferenceProcess>;
}
