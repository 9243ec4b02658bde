using System.Globalization;
using Kws.AppHost.Supervision;
using Kws.AppHost.Tls;

namespace Kws.AppHost;

/// <summary>Adds services of the mesh.</summary>
internal static class GrpcServiceBuilderExtensions
{
    private const string Http = "http";
    private const string Https = "https";
    private const string Health = "health";
    private const string Grpc = "grpc";
    private const string Wyoming = "wyoming";

    /// <summary>
    /// A gRPC service with ServiceDefaults: HTTP/2 on its endpoint, and its health in HTTP/1.1 on one of its own,
    /// for in clear text one port cannot speak both. With TLS devices have an endpoint of their own, and the one in
    /// clear text, on any free port of loopback, is for the mesh itself.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">What other services call it.</param>
    /// <param name="port">The port that clients of this machine use, unless <c>Ports:NAME</c> sets another; <c>kws</c>
    /// expects it there. Null: any free one.</param>
    public static IResourceBuilder<ProjectResource> AddGrpcService<TProject>(
        this IDistributedApplicationBuilder builder,
        string name,
        int? port)
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, launchProfileName: null)
            .RunsBuiltProgram()
            .WithHttpEndpoint(port: builder.ServesTls() ? null : PortOf(builder, name, port))
            .WithHttpEndpoint(name: Health, env: "HEALTH_PORT")
            // Else a service believes what any caller says of its address, by which callers without names are limited.
            .DisableForwardedHeaders()
            .WithMeshAccess()
            // Without Aspire's proxy in between: a call to a service that is down fails at once and is tried elsewhere,
            // and no message takes another hop.
            .WithEndpoint(Http, endpoint => (endpoint.Transport, endpoint.IsProxied) = ("http2", false))
            .WithEndpoint(Health, endpoint => endpoint.IsProxied = false)
            .WithHttpHealthCheck("/health", endpointName: Health)
            .WithUrlForEndpoint(Http, NameGrpc)
            .WithTlsEndpoint(PortOf(builder, name, port))
            .WithUrlForEndpoint(Health, url =>
            {
                url.Url = url.Url.TrimEnd('/') + "/health";
                url.DisplayText = "health";
                url.DisplayLocation = UrlDisplayLocation.DetailsOnly;
            })
            .RestartsWhenItFails()
            .WithDrainCommand();

    /// <summary>
    /// The front door: HTTP/1.1 for browsers and programs on one port, gRPC on another, for in clear text one port
    /// cannot speak both, and Wyoming on a third. With TLS the first two are one.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddGateway<TProject>(
        this IDistributedApplicationBuilder builder, string name, int port, int grpcPort, int wyomingPort)
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, launchProfileName: null)
            .RunsBuiltProgram()
            .WithFrontDoors(PortOf(builder, name, port), PortOf(builder, $"{name}-{Grpc}", grpcPort))
            .WithEndpoint(name: Wyoming, env: "Wyoming__Port", scheme: "tcp",
                port: PortOf(builder, $"{name}-{Wyoming}", wyomingPort))
            .WithEndpoint(Wyoming, endpoint => endpoint.IsProxied = false)
            // Whom it believes is said by Http:KnownProxies.
            .DisableForwardedHeaders()
            .WithMeshAccess()
            .RestartsWhenItFails()
            .WithDrainCommand();

    /// <summary>
    /// Several instances of a service, each a resource with addresses of its own, so that clients can spread their
    /// streams: the first is named after the service, the others <c>NAME-2</c> and so on. A manifest holds the first
    /// one alone: how many run is decided where it is deployed.
    /// </summary>
    /// <exception cref="DistributedApplicationException"><paramref name="instances"/> is not 1 to 16.</exception>
    public static IReadOnlyList<IResourceBuilder<ProjectResource>> AddGrpcServices<TProject>(
        this IDistributedApplicationBuilder builder, string name, int port, int instances)
            where TProject : IProjectMetadata, new()
    {
        if (instances is < 1 or > 16)
            throw new DistributedApplicationException(
                $"{name}: {instances} instances were asked for; allowed: 1 to 16");
        // All at once: a client whose streams are long stays with the instance that it found first.
        return [.. Enumerable.Range(1, builder.ExecutionContext.IsPublishMode ? 1 : instances)
            .Select(instance => instance == 1
                ? builder.AddGrpcService<TProject>(name, port)
            : builder.AddGrpcService<TProject>($"{name}-{instance.ToString(CultureInfo.InvariantCulture)}",
                port: null))];
    }

    /// <summary>Tells the addresses of all instances, as <c>services__NAME__http__0</c>, <c>__1</c> and so on, and
    /// starts after all of them.</summary>
    public static IResourceBuilder<ProjectResource> WithInstances(
        this IResourceBuilder<ProjectResource> builder, string name,
            IReadOnlyList<IResourceBuilder<ProjectResource>> instances)
    {
        for (var i = 0; i < instances.Count; i++)
        {
            builder.WithEnvironment($"services__{name}__{Http}__{i.ToString(CultureInfo.InvariantCulture)}",
                instances[i].GetEndpoint(Http))
                .WithReferenceRelationship(instances[i])
                // Not for its health: the service warms up through it before it listens, and goes on where it is away.
                .WaitForStart(instances[i]);
        }

        return builder;
    }

    /// <summary>Devices reach it from outside.</summary>
    public static IResourceBuilder<ProjectResource> OpenToDevices(this IResourceBuilder<ProjectResource> builder) =>
        builder.WithEndpoint(builder.DeviceEndpoint().EndpointName, endpoint => endpoint.IsExternal = true);

    /// <summary>Where devices and browsers of this machine reach a service: by TLS where the mesh serves it.</summary>
    public static EndpointReference DeviceEndpoint(this IResourceBuilder<ProjectResource> builder) =>
        builder.GetEndpoint(builder.ApplicationBuilder.ServesTls() ? Https : Http);

    /// <summary>A device of this machine: the <c>kws</c> program with arguments. Not part of a deployment.</summary>
    public static IResourceBuilder<ProjectResource> AddDevice<TProject>(
        this IDistributedApplicationBuilder builder,
        string name,
        params string[] arguments)
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, launchProfileName: null)
            .RunsBuiltProgram()
            .WithArgs([.. arguments])
            .TrustsDevelopmentTls()
            .RestartsWhenItFails()
            .ExcludeFromManifest();

    private static int? PortOf(IDistributedApplicationBuilder builder, string name, int? usual) =>
        WishedPorts.Read(builder.Configuration, name) ?? usual;

    private static IResourceBuilder<ProjectResource> WithTlsEndpoint(
        this IResourceBuilder<ProjectResource> builder, int? port)
    {
        if (!builder.ApplicationBuilder.ServesTls())
            return builder;
        return builder
            .WithHttpsEndpoint(port)
            .WithEndpoint(Https, endpoint => (endpoint.Transport, endpoint.IsProxied) = ("http2", false))
            .WithUrlForEndpoint(Http, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
            .WithUrlForEndpoint(Https, NameGrpc)
            .WithDevelopmentTls();
    }

    private static IResourceBuilder<ProjectResource> WithFrontDoors(
        this IResourceBuilder<ProjectResource> gateway, int? port, int? grpcPort)
    {
        if (gateway.ApplicationBuilder.ServesTls())
            return gateway
                .WithHttpsEndpoint(port)
                .WithEndpoint(Https, endpoint => (endpoint.IsExternal, endpoint.IsProxied) = (true, false))
                .WithUrlForEndpoint(Https, url => url.DisplayText = "console")
                .WithHttpsHealthCheck(gateway.GetEndpoint(Https))
                .WithDevelopmentTls();
        return gateway
            .WithHttpEndpoint(port)
            .WithHttpEndpoint(grpcPort, name: Grpc, env: "GRPC_PORT")
            .WithEndpoint(Http, endpoint => (endpoint.IsExternal, endpoint.IsProxied) = (true, false))
            .WithEndpoint(Grpc, endpoint =>
                (endpoint.IsExternal, endpoint.Transport, endpoint.IsProxied) = (true, "http2", false))
            .WithHttpHealthCheck("/health")
            .WithUrlForEndpoint(Http, url => url.DisplayText = "console")
            .WithUrlForEndpoint(Grpc, NameGrpc);
    }

    // No browser opens a gRPC port. The dashboard shows what is no web address as text to copy, not as a link.
    private static void NameGrpc(ResourceUrlAnnotation url)
    {
        var address = new Uri(url.Url).Authority;
        url.DisplayText = $"gRPC {address}";
        url.Url = $"tcp://{address}";
    }
}
