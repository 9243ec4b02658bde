using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Hostile;

/// <summary>Bytes to the gateway's HTTP port, and what comes back.</summary>
internal sealed class RawHttp : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private NetworkStream _stream = null!;

    public static Task<RawHttp> OpenAsync(GatewayHost gateway) => OpenAsync(gateway.Http.BaseAddress!.Port);

    public static async Task<RawHttp> OpenAsync(int port)
    {
        var raw = new RawHttp();
        await raw._tcp.ConnectAsync(IPAddress.Loopback, port).WithTimeout();
        raw._stream = raw._tcp.GetStream();
        return raw;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public Task SendAsync(byte[] bytes) => _stream.WriteAsync(bytes).WithTimeout();

    /// <summary>The status of the next answer, of which the head is read; null: the connection was closed.</summary>
    public async Task<int?> StatusAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await ReadAsync(one) == 0)
                return null;
            head.Append((char)one[0]);
        }
        return int.Parse(head.ToString().AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
    }

    /// <summary>All up to the end of the connection.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(all).WithTimeout();
        }
        catch (IOException)
        {
            // It was reset.
        }
        return all.ToArray();
    }

    /// <summary>Sends no more, and may still read.</summary>
    public void FinishSending()
    {
        try
        {
            _tcp.Client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It was reset.
        }
    }

    public void Dispose() => _tcp.Dispose();

    private async Task<int> ReadAsync(byte[] one)
    {
        try
        {
            return await _stream.ReadAsync(one).WithTimeout();
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
