using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Kws.TestSupport;

/// <summary>
/// The installed PostgreSQL as a private process, started by the script that the AppHost starts it with: loopback only,
/// data in a temporary folder. It can be killed and started again with its data, on the same port.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "kws";
    private const string Password = "kws-test";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);
    private readonly string _folder = Directory.CreateTempSubdirectory("kws-postgres-").FullName;
    private readonly int _port = FreePort.Next();
    private readonly StringBuilder _log = new();
    private Process? _process;
    private int _databases;

    public static bool IsInstalled => Probe is not null;

    private static string? Probe { get; } = Folders().Select(folder => Path.Combine(folder, "pg_isready"))
        .FirstOrDefault(File.Exists);

    /// <summary>A database of its own for one test. Entity Framework's <c>MigrateAsync</c> makes it.</summary>
    /// <param name="longestWait">Seconds that connecting and a command may take each.</param>
    public string NewDatabase(int longestWait = 30) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Server};Database=test{Interlocked.Increment(ref _databases)};Timeout={longestWait};"
        + $"Command Timeout={longestWait}");

    /// <summary>The server, without a database.</summary>
    public string Server => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username={User};Password={Password}");

    /// <summary>Starts the server and waits until it answers. Skips the test, saying why, when it is not
    /// installed.</summary>
    public async Task StartAsync()
    {
        Skip.IfNot(IsInstalled, "postgresql is not installed: run scripts/prepare.sh test");
        // It runs as another account where the tests run as root, which must be let through to the data.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var start = new ProcessStartInfo(Repository.PathOf("AppHost", "LocalServers", "run-postgres.sh"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        start.Environment["PGDATA"] = Path.Combine(_folder, "data");
        start.Environment["PGPORT"] = _port.ToString(CultureInfo.InvariantCulture);
        start.Environment["POSTGRES_USER"] = User;
        start.Environment["POSTGRES_PASSWORD"] = Password;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilItAnswersAsync(_process);
    }

    /// <summary>Ends the server at once, as a crash would. Its data stays.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Ends the server in order: it lets go of the memory that a killed one would leave behind.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync().WaitAsync(s_patience);
            await _process.WaitForExitAsync().WaitAsync(s_patience);
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<string> Folders()
    {
        var debian = new DirectoryInfo("/usr/lib/postgresql");
        var versions = debian.Exists ? debian.GetDirectories().Select(version => $"{version.FullName}/bin") : [];
        return [.. versions, "/usr/local/bin", "/opt/homebrew/bin"];
    }

    private async Task WaitUntilItAnswersAsync(Process process)
    {
        var begin = Stopwatch.GetTimestamp();
        while (!await AnswersAsync())
        {
            Assert.False(process.HasExited, $"postgres ended before it answered: {Log()}");
            Assert.True(Stopwatch.GetElapsedTime(begin) < s_patience, $"postgres does not answer: {Log()}");
            await Task.Delay(100);
        }
    }

    private async Task<bool> AnswersAsync()
    {
        using var probe = Process.Start(new ProcessStartInfo(
            Probe!, ["--host=127.0.0.1", $"--port={_port}", "--quiet", "--timeout=2"]))!;
        await probe.WaitForExitAsync().WithTimeout();
        return probe.ExitCode == 0;
    }

    private void Keep(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }

    private string Log()
    {
        lock (_log)
            return _log.ToString();
    }
}
