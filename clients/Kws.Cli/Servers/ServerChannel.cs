using Grpc.Net.Client;

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
    public static GrpcChannel Open(Uri address) => GrpcChannel.ForAddress(address, Options(address));

    internal static GrpcChannelOptions Options(Uri address) => new()
    {
        MaxReceiveMessageSize = MostResponseBytes,
        InitialReconnectBackoff = LongestReconnectBackoff,
        MaxReconnectBackoff = LongestReconnectBackoff,
        HttpHandler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            // A proxy tunnels TLS; HTTP/2 in clear text it does not carry.
            UseProxy = address.Scheme == Uri.UriSchemeHttps,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // A vanished server is noticed while a device only listens.
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        },
        DisposeHttpClient = true,
    };
}
