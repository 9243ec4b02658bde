namespace Kws.Cli.Tests.Hosts;

/// <summary>An AudioInference process that goes away and comes back at the same address, for the tests of a
/// class.</summary>
public sealed class RestartedProcess : IAsyncLifetime
{
    private readonly int _port = FreePort.Next();
    private ServiceProcess? _service;

    public string Address => _service!.Address;

    public async Task EnsureRunningAsync() => _service ??= await AudioInferenceProcess.StartAsync(_port);

    /// <summary>As a power cut ends it.</summary>
    public Task KillAsync() => EndAsync(service => service.KillAsync());

    /// <summary>As an operator ends it.</summary>
    public Task TerminateAsync() => EndAsync(service => service.TerminateAsync());

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _service?.DisposeAsync().AsTask() ?? Task.CompletedTask;

    private async Task EndAsync(Func<ServiceProcess, Task> end)
    {
        await end(_service!);
        await _service!.DisposeAsync();
        _service = null;
    }
}
