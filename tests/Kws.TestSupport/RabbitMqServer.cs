using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kws.TestSupport;

/// <summary>
/// The installed RabbitMQ as a private process: loopback only, its own port mapper, data in a temporary folder. It can
/// be killed and started again with its data, on the same port.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // Debian's command on PATH changes user and folder; the script behind it does not.
    private static readonly string[] Folders = ["/usr/lib/rabbitmq/bin", "/usr/local/sbin", "/opt/homebrew/sbin"];
    private readonly string _folder = Directory.CreateTempSubdirectory("kws-rabbit-").FullName;
    private readonly int _port = FreePort.Next();
    private readonly int _distributionPort = FreePort.Next();
    private readonly int _mapperPort = FreePort.Next();
    private Process? _process;

    /// <summary>amqp://guest:guest@127.0.0.1:port</summary>
    public string ConnectionString => $"amqp://guest:guest@127.0.0.1:{Text(_port)}";

    public static bool IsInstalled => Script is not null;

    private static string? Script =>
        Folders.Select(folder => Path.Combine(folder, "rabbitmq-server")).FirstOrDefault(File.Exists);

    /// <summary>Starts the broker and waits until it answers. Skips the test, saying why, when it is not
    /// installed.</summary>
    public async Task StartAsync()
    {
        Skip.IfNot(IsInstalled, "rabbitmq-server is not installed: run scripts/prepare.sh test");
        await File.WriteAllTextAsync(Path.Combine(_folder, "rabbitmq.conf"),
            $"listeners.tcp.1 = 127.0.0.1:{Text(_port)}\nloopback_users = none\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "plugins"), "[].\n");
        var start = new ProcessStartInfo(Script!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder
        };
        foreach (var (name, value) in Settings())
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilItAnswersAsync(_process);
    }

    /// <summary>Ends the broker at once, as a crash would. Its data stays.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.Dispose();
        _process = null;
        await StopPortMapperAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["HOME"] = _folder,
        ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(_folder, "advanced.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins"),
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "mnesia"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
        ["RABBITMQ_PID_FILE"] = Path.Combine(_folder, "pid"),
        ["RABBITMQ_NODENAME"] = $"kws-test-{Text(_port)}@localhost",
        ["RABBITMQ_DIST_PORT"] = Text(_distributionPort),
        ["ERL_EPMD_PORT"] = Text(_mapperPort),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] =
            "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}",
    };

    private async Task WaitUntilItAnswersAsync(Process process)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            Assert.False(process.HasExited, $"rabbitmq-server ended before it answered; see {_folder}");
            Assert.True(Stopwatch.GetElapsedTime(begin) < Patience, "rabbitmq-server does not answer");
            await Task.Delay(100);
        }
    }

    // The listener comes up before the broker is ready: only an answer to the protocol header counts.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port);
            await client.GetStream().WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray());
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            return await client.GetStream().ReadAsync(new byte[8], patience.Token) > 0;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    // The mapper detaches itself from the broker; with no node left it may be told to go.
    private async Task StopPortMapperAsync()
    {
        var start = new ProcessStartInfo("epmd", ["-port", Text(_mapperPort), "-kill"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        for (var attempt = 0; attempt < 20; attempt++)
        {
            using var killer = Process.Start(start)!;
            var said = await killer.StandardOutput.ReadToEndAsync() + await killer.StandardError.ReadToEndAsync();
            await killer.WaitForExitAsync();
            if (said.Contains("Killed", StringComparison.Ordinal)
                || said.Contains("Cannot connect", StringComparison.Ordinal))
                return;
            await Task.Delay(100);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
