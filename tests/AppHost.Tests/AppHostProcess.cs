using System.Diagnostics;
using System.Globalization;
using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Audio.V1;

namespace Kws.AppHost.Tests;

/// <summary>A whole mesh, started by the AppHost's own program as users start it, on free ports.</summary>
internal sealed partial class AppHostProcess : IAsyncDisposable
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    /// <summary>How long a busy machine may take from the start to the last service.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly StringBuilder _log = new();
    private readonly Process _process;
    private readonly bool _isSecure;

    /// <param name="stateFolder">Where it keeps its servers' data.</param>
    /// <param name="arguments">More settings, as <c>--Key=value</c>.</param>
    public AppHostProcess(string stateFolder, params string[] arguments)
        : this(stateFolder, isSecure: false, arguments)
    {
    }

    private AppHostProcess(string stateFolder, bool isSecure, string[] arguments)
    {
        AudioInference = Address(isSecure);
        Dashboard = Address(isSecure);
        Gateway = Address(isSecure);
        GatewayGrpc = Address(isSecure);
        _isSecure = isSecure;
        TrustedFile = Path.Combine(stateFolder, "tls", "localhost.pem");
        var start = AppHostProgram.StartInfo(Dashboard,
        [
            "--Servers=process", $"--State:Folder={stateFolder}",
            $"--Ports:audioinference={PortOf(AudioInference)}", $"--Ports:featureextraction={FreePort.Next()}",
            $"--Ports:visioninference={FreePort.Next()}", $"--Ports:tts={FreePort.Next()}",
            $"--Ports:trainingorchestrator={FreePort.Next()}", $"--Ports:gateway={PortOf(Gateway)}",
            $"--Ports:gateway-grpc={PortOf(GatewayGrpc)}", $"--Ports:gateway-wyoming={FreePort.Next()}", .. arguments,
        ]);
        // Telemetry every second, as when an AppHost is developed.
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        if (isSecure)
        {
            start.Environment["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Address(isSecure);
            start.Environment["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = Address(isSecure);
            start.Environment.Remove("ASPIRE_ALLOW_UNSECURED_TRANSPORT");
        }
        // A proxy that nobody answers for: the mesh is served all the same.
        foreach (var variable in (string[])["http_proxy", "https_proxy", "all_proxy"])
            start.Environment[variable] = "http://127.0.0.1:1";
        // Inherited by everything it starts: how its processes are known.
        start.Environment[nameof(AppHostProcess)] = _mark;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The same as its https launch profile has it: TLS for devices, browsers and telemetry.</summary>
    public static AppHostProcess WithTls(string stateFolder, params string[] arguments) =>
        new(stateFolder, isSecure: true, ["--Tls=Development", .. arguments]);

    /// <summary>The address for devices.</summary>
    public string AudioInference { get; }

    /// <summary>The gateway's address for browsers and programs.</summary>
    public string Gateway { get; }

    /// <summary>The gateway's address for devices.</summary>
    public string GatewayGrpc { get; }

    /// <summary>The dashboard's address.</summary>
    public string Dashboard { get; }

    /// <summary>The certificate that it shows, once it started with TLS.</summary>
    public string TrustedFile { get; }

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>Returns when each of these programs, parts of command lines, runs.</summary>
    public async Task StartedAsync(params string[] programs)
    {
        var begun = Stopwatch.GetTimestamp();
        var missing = programs;
        while (missing.Length > 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < Patience && !HasEnded,
                $"not started: {string.Join(", ", missing)}\n{Log}");
            await Task.Delay(200);
            var running = Processes();
            missing = [.. programs.Where(program =>
                !running.Any(process => process.Command.Contains(program, StringComparison.Ordinal)))];
        }
    }

    /// <summary>Returns when a device is served.</summary>
    public async Task ServingAsync()
    {
        while (_isSecure && !File.Exists(TrustedFile) && !HasEnded)
            await Task.Delay(100);
        Assert.False(HasEnded, Log);
        using var channel = GrpcChannel.ForAddress(AudioInference,
            new GrpcChannelOptions { HttpHandler = Handler(), DisposeHttpClient = true });
        var client = new KeywordSpotter.KeywordSpotterClient(channel);
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < Patience && !_process.HasExited)
        {
            try
            {
                await client.DescribeModelAsync(new DescribeModelRequest(), deadline: DateTime.UtcNow.AddSeconds(5))
                    .ResponseAsync.WithTimeout();
                return;
            }
            catch (RpcException)
            {
                await Task.Delay(100);
            }
        }

        Assert.Fail($"AudioInference was not served:\n{Log}");
    }

    /// <summary>For calls to it: trusts the certificate that it shows, and no other.</summary>
    public SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, EnableMultipleHttp2Connections = true };
        if (!_isSecure)
            return handler;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(TrustedFile);
        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        return handler;
    }

    /// <summary>The text after <paramref name="start"/> in the first line of the log that has it.</summary>
    public async Task<string> LogLineAsync(string start)
    {
        while (true)
        {
            if (Log.Split('\n').FirstOrDefault(line => line.Contains(start, StringComparison.Ordinal)) is { } line)
                return line[(line.IndexOf(start, StringComparison.Ordinal) + start.Length)..].Trim();
            await Task.Delay(50);
        }
    }

    public void Signal(int signal) => Signal(_process.Id, signal);

    public static void Signal(int processId, int signal) => Kill(processId, signal);

    public Task EndedAsync() => _process.WaitForExitAsync().WithTimeout(Patience);

    /// <summary>The processes that it started, directly or not, that still run: id and command line.</summary>
    public IReadOnlyList<(int Id, string Command)> Processes()
    {
        var wanted = System.Text.Encoding.UTF8.GetBytes($"{nameof(AppHostProcess)}={_mark}");
        var found = new List<(int, string)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                if (File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(wanted) >= 0)
                    found.Add((int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture),
                        File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ')));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is another user's.
            }
        }

        return found;
    }

    /// <summary>The processes of a program, a part of command lines.</summary>
    public IReadOnlyList<int> IdsOf(string program) =>
    [
        .. Processes().Where(process => process.Command.Contains(program, StringComparison.Ordinal))
            .Select(process => process.Id).Order(),
    ];

    /// <summary>Ends the first process of a program, a part of command lines, as a crash does (kill -9) and returns
    /// when as many as before run again.</summary>
    public async Task CrashAsync(string program)
    {
        var before = IdsOf(program);
        Signal(before[0], SigKill);
        var begun = Stopwatch.GetTimestamp();
        while (IdsOf(program) is var now && (now.Contains(before[0]) || now.Count < before.Count))
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < Patience, $"{program} did not start again\n{Log}");
            await Task.Delay(100);
        }
    }

    /// <summary>Fails, naming them, when processes are left after 30 s.</summary>
    public async Task NothingLeftAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        while (Processes().Count > 0 && Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30))
            await Task.Delay(200);
        Assert.True(Processes().Count == 0, $"left: {string.Join("; ", Processes())}\n{Log}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal(SigTerm);
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach ((var id, _) in Processes())
            Signal(id, SigKill);
        _process.Dispose();
    }

    private static string Address(bool isSecure) => isSecure
        ? string.Create(CultureInfo.InvariantCulture, $"https://localhost:{FreePort.Next()}")
        : FreePort.Address();

    private static int PortOf(string address) => new Uri(address).Port;

    private void Keep(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
