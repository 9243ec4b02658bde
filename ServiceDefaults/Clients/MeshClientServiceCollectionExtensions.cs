using Grpc.Core;
using Grpc.Net.Client.Configuration;
using Kws.ServiceDefaults.Access.Tokens;
using Kws.ServiceDefaults.Clients.Discovery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.ServiceDiscovery;

namespace Kws.ServiceDefaults.Clients;

/// <summary>Adds clients of other services of the mesh.</summary>
public static class MeshClientServiceCollectionExtensions
{
    // Longest wait of a caller while a killed service is started again.
    private const int Attempts = 5;

    // Service discovery decides where a call goes; the channel must not look the name up itself.
    private const string NoChannelBalancing = "__GrpcLoadBalancingDisabled";

    /// <summary>
    /// Adds a generated client of the service named by <paramref name="address"/>, such as
    /// <c>http://featureextraction</c>, found in <c>services__featureextraction__http__0</c>, <c>__1</c> and so on:
    /// each call goes to the next address, and one that finds nobody there (<c>UNAVAILABLE</c>) is tried again
    /// elsewhere. An address <c>dns:///NAME:PORT</c> stands for all that the name has (<see cref="DnsEndpoints"/>).
    /// Each carries a token of this service (<see cref="MeshTokens"/>) when there is a key to sign it with,
    /// unless the call brings its own.
    /// </summary>
    public static IHttpClientBuilder AddMeshClient<TClient>(this IServiceCollection services, string address)
        where TClient : class =>
        services.AddGrpcClient<TClient>(options => options.Address = new Uri(address))
            .ConfigurePrimaryHttpMessageHandler(
                provider => CreateHandler(provider.GetRequiredService<ConnectionAttempts>()))
            .AddHttpMessageHandler(provider => new MeshTokenHandler(provider.GetService<MeshTokens>()))
            // A channel keeps the handler it began with; if it expired, it would be looked for every ten seconds.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigureChannel(channel =>
            {
                channel.MaxReceiveMessageSize = 16 * 1024 * 1024;
                channel.ServiceConfig =
                    new ServiceConfig
                    {
                        MethodConfigs =
                        { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = Retries() } }
                    };
            });

    internal static void AddMeshDiscovery<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddSingleton<ConnectionAttempts>();
        // Asked in order.
        builder.Services.AddSingleton<IServiceEndpointProviderFactory, DnsEndpointsFactory>();
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
    }

    private static RetryPolicy Retries() => new()
    {
        MaxAttempts = Attempts,
        InitialBackoff = TimeSpan.FromMilliseconds(100),
        MaxBackoff = TimeSpan.FromSeconds(2),
        BackoffMultiplier = 2,
        RetryableStatusCodes = { StatusCode.Unavailable },
    };

    private static SocketsHttpHandler CreateHandler(ConnectionAttempts attempts)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            // The mesh's addresses mean nothing outside it, and a proxy carries no HTTP/2 in clear text: HTTP_PROXY is
            // for others.
            UseProxy = false,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            // A peer that vanished without a word is noticed even by a stream that only listens.
            KeepAlivePingDelay = TimeSpan.FromSeconds(5),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        };
        attempts.Use(handler);
        handler.Properties[NoChannelBalancing] = true;
        return handler;
    }
}
