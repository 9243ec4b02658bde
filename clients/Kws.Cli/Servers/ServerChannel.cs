using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Kws.Cli.Access;

namespace Kws.Cli.Servers;

/// <summary>Opens connections to a service.</summary>
internal static class ServerChannel
{
    /// <summary>Classify answers and feature frames are larger than gRPC's default of 4 MB for long clips.</summary>
    private const int MostResponseBytes = 64 * 1024 * 1024;

    /// <summary>
    /// gRPC waits twice as long after each failed connection, up to two minutes: a device would hear of a service that
    /// is back long after it is.
    /// </summary>
    private static readonly TimeSpan LongestReconnectBackoff = TimeSpan.FromMilliseconds(500);

    /// <summary>A channel whose connection is made on first use. The caller disposes it.</summary>
    public static GrpcChannel Open(ServerEndpoint server) => GrpcChannel.ForAddress(server.Address, Options(server));

    internal static GrpcChannelOptions Options(ServerEndpoint server) => new()
    {
        MaxReceiveMessageSize = MostResponseBytes,
        InitialReconnectBackoff = LongestReconnectBackoff,
        MaxReconnectBackoff = LongestReconnectBackoff,
        HttpHandler = WithTokens(server, server.Proxy is null ? Handler(server) : ProxiedHandler(server, server.Proxy)),
        DisposeHttpClient = true,
    };

    private static HttpMessageHandler WithTokens(ServerEndpoint server, SocketsHttpHandler handler) =>
        server.Tokens is null ? handler : new TokenSendingHandler(server.Tokens, handler);

    private static SocketsHttpHandler Handler(ServerEndpoint server) => new()
    {
        SslOptions = ServerTrust.Options(server.Trust),
        EnableMultipleHttp2Connections = true,
        // Never that of http_proxy and its kin: these are for browsing, and most devices' servers are near.
        UseProxy = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // A vanished server is noticed while a device only listens.
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
    };

    private static SocketsHttpHandler ProxiedHandler(ServerEndpoint server, Uri proxy)
    {
        var handler = Handler(server);
        (handler.UseProxy, handler.Proxy) = (true, new WebProxy(proxy));
        // With a callback of its own the handler connects, to the proxy; without, the channel would, to the server.
        handler.ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        return handler;
    }
}
