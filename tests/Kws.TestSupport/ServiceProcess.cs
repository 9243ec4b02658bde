using System.Diagnostics;
using System.Text;

namespace Kws.TestSupport;

/// <summary>
/// A service as users run it: its own process, on a free loopback port. The test project builds it by
/// a <c>ProjectReference</c> with <c>ReferenceOutputAssembly="false"</c>.
/// </summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan MostStarting = TimeSpan.FromSeconds(120);
    private const int MostAttempts = 5;
    private const string PortTaken = "address already in use";
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private ServiceProcess(Process process, ServiceHost host, string program, int port, int healthPort)
    {
        _process = process;
        Address = $"http://{host.Address}:{port}";
        Program = program;
        Port = port;
        HealthPort = healthPort;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The assembly that <c>dotnet</c> runs.</summary>
    public string Program { get; }

    public int Port { get; }

    /// <summary>Of its health pages.</summary>
    public int HealthPort { get; }

    /// <summary>For gRPC.</summary>
    public string Address { get; }

    public int Id => _process.Id;

    /// <summary>What the process has written so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>Starts a service and returns when its health endpoint says that it is ready.</summary>
    /// <param name="name">The service's folder below <c>services</c>.</param>
    /// <param name="port">0 for a free one.</param>
    /// <param name="settings">Configuration, as environment variables: <c>Features__Source</c>.</param>
    public static Task<ServiceProcess> StartAsync(
        string name,
        int port = 0,
        params (string Key, string Value)[] settings) =>
        StartAsync(ServiceHost.Loopback, name, port, settings);

    /// <inheritdoc cref="StartAsync(string, int, ValueTuple{string, string}[])"/>
    /// <param name="host">Where it runs; the test reaches its address.</param>
    public static async Task<ServiceProcess> StartAsync(
        ServiceHost host,
        string name,
        int port,
        params (string Key, string Value)[] settings)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartOnceAsync(host, name, port, settings);
            }
            catch (InvalidOperationException exception) when (attempt < MostAttempts
                && exception.Message.Contains(PortTaken, StringComparison.OrdinalIgnoreCase))
            {
                // Between asking for a free port and using it, another process took it: ask for others.
            }
        }
    }

    private static async Task<ServiceProcess> StartOnceAsync(
        ServiceHost host,
        string name,
        int port,
        (string Key, string Value)[] settings)
    {
        var grpcPort = port == 0 ? FreePort.Next() : port;
        var healthPort = FreePort.Next();
        var program = BuiltAssembly(name);
        string[] command = [.. host.Command, "dotnet", program];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = $"http://{host.Address}:{grpcPort}";
        start.Environment["HEALTH_PORT"] = $"{healthPort}";
        // Services compile all code for a long life before it first runs; one that lives for a test starts in half the
        // processor time without, and in less memory with one heap.
        start.Environment["DOTNET_TC_QuickJit"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        foreach ((var key, var value) in settings)
            start.Environment[key] = value;
        var service = new ServiceProcess(Process.Start(start)!, host, program, grpcPort, healthPort);
        try
        {
            await service.AwaitReadyAsync($"http://{host.Address}:{healthPort}/health");
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process as a power cut does.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WithTimeout();
    }

    /// <summary>Asks the process to end, as an operator does (SIGTERM), and waits for it.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> TerminateAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            await kill.WaitForExitAsync().WithTimeout();
        await _process.WaitForExitAsync().WithTimeout(TimeSpan.FromSeconds(45));
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    /// <summary>The service built in the same configuration as this test.</summary>
    private static string BuiltAssembly(string name)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Repository.PathOf("services", name, "bin", output.Parent!.Name, output.Name, $"{name}.dll");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} is not built; reference the project", path);
    }

    private async Task AwaitReadyAsync(string health)
    {
        using var http = new HttpClient();
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < MostStarting && !_process.HasExited)
        {
            try
            {
                using var response = await http.GetAsync(health).WithTimeout();
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(50);
        }
        if (_process.HasExited)
            await _process.WaitForExitAsync().WithTimeout(); // what it wrote last is in the log only then
        throw new InvalidOperationException($"the service did not become ready:\n{Log}");
    }

    private void Keep(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }
}

/// <summary>Where a service's process runs.</summary>
/// <param name="Address">At which it listens.</param>
/// <param name="Command">What its own command is handed to; it ends as that one does.</param>
public sealed record ServiceHost(string Address, params string[] Command)
{
    /// <summary>This machine, reached by nobody else.</summary>
    public static ServiceHost Loopback { get; } = new("127.0.0.1");
}
