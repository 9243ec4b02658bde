using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kws.ServiceDefaults.Endpoints;

/// <summary>The service's own program as a health probe of the service beside it, for images without a shell and
/// without curl: <c>AudioInference --probe</c>.</summary>
/// <remarks>It asks on loopback (IPv4), at the port of <c>HEALTH_PORT</c>, or of a web server without one at the first
/// of <c>HTTP_PORTS</c>; no other configuration is read and no host is built.</remarks>
public static class HealthProbeProgram
{
    /// <summary>The argument that makes a service's program a probe.</summary>
    public const string Argument = "--probe";

    private const int Healthy = 0;
    private const int Unhealthy = 1;
    private const int BadArguments = 2;
    private const int MostBytes = 4096;
    private const int MostCharacters = 500;

    private static readonly string[] s_ports = ["HEALTH_PORT", "HTTP_PORTS", "ASPNETCORE_HTTP_PORTS"];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    /// <summary>Whether the arguments are a probe's, and no service is to start.</summary>
    public static bool IsAsked(string[] args) => args.Contains(Argument);

    /// <summary>Asks once, for at most 4 s.</summary>
    /// <param name="args"><c>--probe</c> alone or followed by <c>health</c> (ready for work: the default) or
    /// <c>alive</c> (not to be restarted).</param>
    /// <returns>The exit code. 0: the page says healthy or degraded. 1: it does not, or there is no answer; one line on
    /// standard error says why. 2: the arguments or the port are none.</returns>
    public static Task<int> RunAsync(string[] args) =>
        RunAsync(args, Environment.GetEnvironmentVariable, Console.Error, s_patience);

    internal static async Task<int> RunAsync(
        string[] args, Func<string, string?> variable, TextWriter errors, TimeSpan patience)
    {
        if (PageOf(args) is not { } page)
        {
            await errors.WriteLineAsync($"usage: {Argument} [health|alive]").ConfigureAwait(false);
            return BadArguments;
        }
        var name = s_ports.FirstOrDefault(each => !string.IsNullOrEmpty(variable(each)), s_ports[0]);
        var text = variable(name)?.Split(';')[0];
        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            await errors.WriteLineAsync($"{name}: '{text}' is not a port; allowed: 1 to {IPEndPoint.MaxPort}")
                .ConfigureAwait(false);
            return BadArguments;
        }
        if (await FaultAsync(port, page, patience).ConfigureAwait(false) is not { } fault)
            return Healthy;
        await errors.WriteLineAsync($"http://127.0.0.1:{port}{page}: {fault}").ConfigureAwait(false);
        return Unhealthy;
    }

    private static string? PageOf(string[] args) => args switch
    {
        [Argument] or [Argument, "health"] => "/health",
        [Argument, "alive"] => "/alive",
        _ => null,
    };

    // Null: there is none.
    private static async Task<string?> FaultAsync(int port, string page, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            var answer = await AskAsync(port, page, deadline.Token).ConfigureAwait(false);
            // HTTP/1.1 200 OK
            return answer.StartsWith("HTTP/1.", StringComparison.Ordinal) && answer.Split(' ', 3) is [_, "200", _]
                ? null
                : OneLine(answer);
        }
        catch (OperationCanceledException)
        {
            return FormattableString.Invariant($"no answer within {patience.TotalSeconds} s");
        }
        catch (SocketException e)
        {
            return OneLine(e.Message);
        }
    }

    // A client of HTTP/1.0 is answered in one piece, after which the connection is closed. Without HttpClient, for a
    // probe is started every few seconds and should load little.
    private static async Task<string> AskAsync(int port, string page, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken).ConfigureAwait(false);
        var request = Encoding.ASCII.GetBytes($"GET {page} HTTP/1.0\r\nHost: localhost\r\n\r\n");
        await socket.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var answer = new byte[MostBytes];
        int length = 0, read;
        while (length < answer.Length && (read = await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken)
            .ConfigureAwait(false)) > 0)
            length += read;
        return Encoding.UTF8.GetString(answer.AsSpan(0, length));
    }

    // Status and body.
    private static string OneLine(string answer)
    {
        var lines = answer.Split("\r\n\r\n", 2);
        var text = lines is [var head, var body] ? $"{head.Split('\r')[0]} {body}" : answer;
        var shown = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return shown.Length == 0 ? "the connection was closed without an answer"
            : shown.Length <= MostCharacters ? shown : $"{shown[..MostCharacters]}...";
    }
}
