using System.Diagnostics;

namespace Kws.AudioInference.Tests.Hosts;

/// <summary>A real FeatureExtraction process, to be killed and started again at the same address.</summary>
internal sealed class FeatureExtractionProcess : IAsyncDisposable
{
    private readonly int _port = FreePort.Next();
    private ServiceProcess? _process;

    public string Address => $"http://127.0.0.1:{_port}";

    public async Task EnsureRunningAsync() => _process ??= await ServiceProcess.StartAsync("FeatureExtraction", _port);

    /// <summary>As a crash ends it: no goodbye.</summary>
    public async Task KillAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>It hangs: it keeps its connections and answers nothing.</summary>
    public Task HangAsync() => SignalAsync("STOP");

    /// <summary>It goes on after <see cref="HangAsync"/>.</summary>
    public Task GoOnAsync() => SignalAsync("CONT");

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]);
        await kill.WaitForExitAsync().WithTimeout();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }
}
