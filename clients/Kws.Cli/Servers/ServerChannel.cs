using Grpc.Net.Client;

namespace Kws.Cli.Servers;

/// <summary>Opens connections to a service.</summary>
internal static class ServerChannel
{
    /// <summary>Classify answers and feature frames are larger than gRPC's default of 4 MB for long clips.</summary>
    private const int MostResponseBytes = 64 * 1024 * 1024;

    /// <summary>A channel whose connection is made on first use. The caller disposes it.</summary>
    public static GrpcChannel Open(Uri address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        MaxReceiveMessageSize = MostResponseBytes,
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
    });
}
