using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Kws.Gateway.Tests.Wyoming;

/// <summary>A client that writes the bytes of the protocol itself, right and wrong ones.</summary>
internal sealed class WyomingClient : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private NetworkStream _stream = null!;

    /// <param name="port">Of the server, on this machine.</param>
    /// <param name="receiveBytes">How much the system takes for a client that does not read.</param>
    public static async Task<WyomingClient> OpenAsync(int port, int receiveBytes = 64 * 1024)
    {
        var client = new WyomingClient();
        client._tcp.ReceiveBufferSize = receiveBytes;
        await client._tcp.ConnectAsync(IPAddress.Loopback, port).WithTimeout();
        client._stream = client._tcp.GetStream();
        return client;
    }

    /// <summary>Sends a header line, and bytes behind it.</summary>
    public Task SendAsync(string header, params byte[] behind) =>
        SendRawAsync([.. Encoding.UTF8.GetBytes(header), (byte)'\n', .. behind]);

    public Task SendRawAsync(byte[] bytes) => _stream.WriteAsync(bytes).WithTimeout();

    /// <summary>Sends no more, and may still read.</summary>
    public void FinishSending() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The next event, with its data merged; null: the server closed the connection.</summary>
    public async Task<JsonObject?> ReceiveAsync()
    {
        if (await LineAsync() is not { } line)
            return null;
        var header = JsonNode.Parse(line)!.AsObject();
        var data = await BytesAsync((int?)header["data_length"] ?? 0);
        if (data.Length > 0)
            header["data"] = JsonNode.Parse(data);
        await BytesAsync((int?)header["payload_length"] ?? 0);
        return header;
    }

    /// <summary>The next event of a type; those before it are passed over.</summary>
    public async Task<JsonObject> ReceiveUntilAsync(string type)
    {
        while (await ReceiveAsync() is { } told)
        {
            if ((string?)told["type"] == type)
                return told;
        }
        throw new InvalidOperationException($"the server closed the connection without {type}");
    }

    public void Dispose() => _tcp.Dispose();

    private async Task<string?> LineAsync()
    {
        using var line = new MemoryStream();
        var one = new byte[1];
        while (await ReadAsync(one) == 1)
        {
            if (one[0] == '\n')
                return Encoding.UTF8.GetString(line.ToArray());
            line.WriteByte(one[0]);
        }
        return null;
    }

    private async Task<int> ReadAsync(byte[] one)
    {
        try
        {
            return await _stream.ReadAsync(one).WithTimeout();
        }
        catch (IOException)
        {
            // It was reset.
            return 0;
        }
    }

    private async Task<byte[]> BytesAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes).AsTask().WithTimeout();
        return bytes;
    }
}
