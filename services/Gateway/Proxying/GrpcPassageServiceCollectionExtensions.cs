using Kws.Gateway.Grpc;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Kws.Gateway.Proxying;

/// <summary>gRPC and gRPC-Web calls pass through to the service that answers them.</summary>
internal static class GrpcPassageServiceCollectionExtensions
{
    // A stream that says nothing is for the service to end: its limits are shorter, and it can say why.
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromHours(25);

    public static IServiceCollection AddGrpcPassage(this IServiceCollection services)
    {
        services.AddSingleton<PassageAudit>();
        services.AddSingleton<IPassiveHealthCheckPolicy, UnreachableServers>();
        services.AddSingleton<IForwarderHttpClientFactory, PassageHttpClientFactory>();
        services.AddReverseProxy()
            .LoadFromMemory([.. MeshServices.Names.Keys.Select(RouteOf)],
                [.. MeshServices.Names.Values.Distinct().Select(ClusterOf)])
            .AddServiceDiscoveryDestinationResolver();
        return services;
    }

    private static RouteConfig RouteOf(ServiceDescriptor service) => new()
    {
        RouteId = service.FullName,
        ClusterId = MeshServices.Names[service],
        Match = new RouteMatch { Path = $"/{service.FullName}/{{**method}}", Methods = ["POST"] },
        // Streams have no end that could be limited; their messages are limited by who reads them.
        MaxRequestBodySize = -1,
    };

    private static ClusterConfig ClusterOf(string name) => new()
    {
        ClusterId = name,
        HealthCheck = new HealthCheckConfig
        {
            Passive = new PassiveHealthCheckConfig
            {
                Enabled = true,
                Policy = UnreachableServers.PolicyName,
                ReactivationPeriod = UnreachableServers.LeftOutFor,
            },
        },
        HttpClient = new HttpClientConfig { EnableMultipleHttp2Connections = true },
        HttpRequest = new ForwarderRequestConfig
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = s_longestSilence,
        },
        Destinations = new Dictionary<string, DestinationConfig>
        {
            [name] = new() { Address = $"http://{name}" },
        },
    };
}
