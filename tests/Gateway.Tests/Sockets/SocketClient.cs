using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Sockets;

/// <summary>A browser's side of a socket of the gateway.</summary>
internal sealed class SocketClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    public int? CloseCode => (int?)_socket.CloseStatus;

    public string? Protocol => _socket.SubProtocol;

    /// <summary>Opens a socket.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="path">Such as <c>/v1/listen</c>.</param>
    /// <param name="configure">Headers and sub-protocols; null: <c>kws.v1</c>.</param>
    /// <param name="over">Whose connections are used; null: one of the socket's own.</param>
    public static async Task<SocketClient> OpenAsync(
        GatewayHost gateway, string path, Action<ClientWebSocketOptions>? configure = null,
        HttpMessageInvoker? over = null)
    {
        var client = new SocketClient();
        if (configure is null)
            client._socket.Options.AddSubProtocol("kws.v1");
        else
            configure(client._socket.Options);
        var scheme = gateway.Http.BaseAddress!.Scheme == Uri.UriSchemeHttps ? "wss" : "ws";
        var address = new UriBuilder(gateway.Http.BaseAddress) { Scheme = scheme, Path = path }.Uri;
        await client._socket.ConnectAsync(address, over, CancellationToken.None).WithTimeout();
        return client;
    }

    public Task SendAsync(JsonNode message) => SendTextAsync(message.ToJsonString());

    public Task SendTextAsync(string text) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None).WithTimeout();

    public Task SendAsync(ReadOnlyMemory<byte> binary, bool endOfMessage = true) => _socket.SendAsync(
        binary, WebSocketMessageType.Binary, endOfMessage, CancellationToken.None).WithTimeout();

    /// <summary>The next text message; null: the server closed the socket.</summary>
    public async Task<JsonObject?> ReceiveAsync()
    {
        var message = await MessageAsync();
        return message is null ? null : JsonSerializer.Deserialize<JsonObject>(message);
    }

    /// <summary>The text messages up to the close; those that are of a type alone.</summary>
    public async Task<IReadOnlyList<JsonObject>> ReceiveAllAsync(string? type = null)
    {
        List<JsonObject> all = [];
        while (await ReceiveAsync() is { } message)
        {
            if (type is null || Type(message) == type)
                all.Add(message);
        }
        return all;
    }

    /// <summary>The bytes of the next message; null: the server closed the socket.</summary>
    public async Task<byte[]?> MessageAsync()
    {
        using var message = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None).WithTimeout();
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            message.Write(_buffer, 0, part.Count);
            if (part.EndOfMessage)
                return message.ToArray();
        }
    }

    public static string Type(JsonObject message) => (string)message["type"]!;

    public Task CloseAsync() =>
        _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WithTimeout();

    /// <summary>As when a laptop is closed.</summary>
    public void Abort() => _socket.Abort();

    public void Dispose() => _socket.Dispose();
}
