using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace AudioInference.FunctionalTests;

/// <summary>A real FeatureExtraction process, to be killed and started again at the same address.</summary>
internal sealed class FeatureExtractionProcess : IAsyncDisposable
{
    private readonly int _port = FreePort();
    private Process? _process;

    public string Address => $"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}";

    public async Task StartAsync()
    {
        var configuration = typeof(FeatureExtractionProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Configuration").Value!;
        var program = Repository.PathOf("services", "FeatureExtraction", "bin", configuration, "net10.0", "FeatureExtraction.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, "--urls", Address]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilListeningAsync().WithTimeout();
    }

    /// <summary>As a crash ends it: no goodbye.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync().WithTimeout();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task WaitUntilListeningAsync()
    {
        while (true)
        {
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, _port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
