using Microsoft.Extensions.Configuration;

namespace AppHost;

/// <summary>Adds services of the mesh.</summary>
internal static class GrpcServiceBuilderExtensions
{
    /// <summary>
    /// A gRPC service with ServiceDefaults: HTTP/2 on its endpoint, and its health in HTTP/1.1 on one of its own,
    /// for in clear text one port cannot speak both.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">What other services call it.</param>
    /// <param name="port">The port that clients of this machine use, unless <c>Ports:NAME</c> sets another; <c>kws</c> expects it there.</param>
    public static IResourceBuilder<ProjectResource> AddGrpcService<TProject>(this IDistributedApplicationBuilder builder, string name, int port)
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, launchProfileName: null)
            .WithHttpEndpoint(port: builder.Configuration.GetValue($"Ports:{name}", port))
            .WithHttpEndpoint(name: "health", env: "HEALTH_PORT")
            .AsHttp2Service()
            .WithHttpHealthCheck("/health", endpointName: "health");
}
