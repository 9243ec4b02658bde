using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Sockets;

/// <summary>A client that writes a socket's frames itself, right and wrong ones (RFC 6455, section 5).</summary>
internal sealed class RawSocket : IDisposable
{
    public const int Continuation = 0;
    public const int TextFrame = 1;
    public const int BinaryFrame = 2;
    public const int CloseFrame = 8;
    public const int PongFrame = 10;

    private const int Short = 125;
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private NetworkStream _stream = null!;

    /// <summary>Opens a socket.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="path">Such as <c>/v1/listen</c>.</param>
    /// <param name="receiveBytes">How much the system takes for a client that does not read.</param>
    public static async Task<RawSocket> OpenAsync(GatewayHost gateway, string path, int receiveBytes = 64 * 1024)
    {
        var socket = new RawSocket();
        socket._tcp.ReceiveBufferSize = receiveBytes;
        await socket._tcp.ConnectAsync(IPAddress.Loopback, gateway.Http.BaseAddress!.Port).WithTimeout();
        socket._stream = socket._tcp.GetStream();
        await socket._stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {gateway.Http.BaseAddress.Authority}\r\nUpgrade: websocket\r\n" +
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"))
            .WithTimeout();
        Assert.StartsWith("HTTP/1.1 101 ", await socket.HeadersAsync(), StringComparison.Ordinal);
        return socket;
    }

    /// <summary>Sends one frame.</summary>
    /// <param name="opcode">0 to 15.</param>
    /// <param name="payload">Of which the mask is zero.</param>
    /// <param name="isFinal">The end of its message.</param>
    /// <param name="length">What the header says; null: the truth.</param>
    /// <param name="reserved">The three reserved bits.</param>
    public Task SendAsync(int opcode, byte[] payload, bool isFinal = true, ulong? length = null, int reserved = 0)
    {
        var told = length ?? (ulong)payload.Length;
        using var frame = new MemoryStream();
        frame.WriteByte((byte)((isFinal ? 0x80 : 0) | (reserved << 4) | opcode));
        if (told <= Short)
        {
            frame.WriteByte((byte)(0x80 | told));
        }
        else
        {
            frame.WriteByte(0x80 | 127);
            var wide = new byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64BigEndian(wide, told);
            frame.Write(wide);
        }
        frame.Write(new byte[4]);
        frame.Write(payload);
        return SendRawAsync(frame.ToArray());
    }

    public Task SendTextAsync(string text) => SendAsync(TextFrame, Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes that need not be a frame.</summary>
    public Task SendRawAsync(byte[] bytes) => _stream.WriteAsync(bytes).WithTimeout();

    /// <summary>Reads all up to the end of the connection: the text in it, and the last close code if there is
    /// one.</summary>
    public async Task<(string Text, int? CloseCode)> ReadToEndAsync()
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
        return Read(all.ToArray());
    }

    public void Dispose() => _tcp.Dispose();

    private static (string Text, int? CloseCode) Read(byte[] frames)
    {
        var text = new StringBuilder();
        int? closed = null;
        for (var at = 0; at + 2 <= frames.Length;)
        {
            var opcode = frames[at] & 0x0F;
            long length = frames[at + 1] & 0x7F;
            at += 2;
            if (length == Short + 1)
                (length, at) = (BinaryPrimitives.ReadUInt16BigEndian(frames.AsSpan(at)), at + 2);
            else if (length > Short + 1)
                (length, at) = (BinaryPrimitives.ReadInt64BigEndian(frames.AsSpan(at)), at + 8);
            var payload = frames.AsSpan(at, (int)Math.Min(length, frames.Length - at));
            if (opcode == TextFrame)
                text.AppendLine(Encoding.UTF8.GetString(payload));
            if (opcode == CloseFrame && payload.Length >= 2)
                closed = BinaryPrimitives.ReadUInt16BigEndian(payload);
            at += payload.Length;
        }
        return (text.ToString(), closed);
    }

    private async Task<string> HeadersAsync()
    {
        var headers = new StringBuilder();
        var one = new byte[1];
        while (!headers.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await _stream.ReadAsync(one).WithTimeout());
            headers.Append((char)one[0]);
        }
        return headers.ToString();
    }
}
