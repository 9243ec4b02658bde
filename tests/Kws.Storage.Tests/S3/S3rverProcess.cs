using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Kws.Storage.Tests.S3;

/// <summary>s3rver, an S3 server of other authors, as a private process on a free loopback port.</summary>
internal sealed class S3rverProcess : IAsyncDisposable
{
    public const string Bucket = "kws-test";

    // The only account that s3rver knows.
    public const string Key = "S3RVER";
    private readonly string _folder = Directory.CreateTempSubdirectory("kws-s3rver-").FullName;
    private readonly int _port = FreePort.Next();
    private Process? _process;

    public Uri Address => new($"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>Skips the test, saying why, when the server is not installed.</summary>
    public async Task StartAsync()
    {
        var script =
            Repository.PathOf("tests", "Kws.Storage.Tests", "S3Server", "node_modules", "s3rver", "bin", "s3rver.js");
        Skip.IfNot(File.Exists(script), "s3rver is not installed: run scripts/prepare.sh test");
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true };
        foreach (var argument in new[] { script, "--directory", _folder, "--address", "127.0.0.1", "--port",
            _port.ToString(CultureInfo.InvariantCulture), "--configure-bucket", Bucket, "--silent" })
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, _port);
                return;
            }
            catch (SocketException) when (attempt < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync().WithTimeout();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
