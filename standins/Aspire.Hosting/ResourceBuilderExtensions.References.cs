using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>
    /// Gives the resource the addresses of another one: <c>services__name__endpoint__N</c>, an entry a
    /// replica, so that clients can balance; and <c>NAME_ENDPOINT</c>, the endpoint's own address.
    /// </summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment => builder.WithReference(source, source.Resource.Name);

    /// <inheritdoc cref="WithReference{TDestination}(IResourceBuilder{TDestination}, IResourceBuilder{IResourceWithServiceDiscovery})"/>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source, string name)
        where TDestination : IResourceWithEnvironment => builder
            .WithAnnotation(new ResourceRelationshipAnnotation(source.Resource, "Reference"))
            .WithEnvironment(context =>
            {
                foreach (EndpointAnnotation endpoint in source.Resource.Annotations.OfType<EndpointAnnotation>())
                    AddServiceAddress(context, new EndpointReference(source.Resource, endpoint.Name), name);
            });

    /// <summary>Gives the resource one address of another one.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment => builder
            .WithAnnotation(new ResourceRelationshipAnnotation(endpointReference.Resource, "Reference"))
            .WithEnvironment(context => AddServiceAddress(context, endpointReference, endpointReference.Resource.Name));

    /// <summary>Gives the resource an address outside the application.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, string name, Uri uri)
        where TDestination : IResourceWithEnvironment => builder.WithEnvironment($"services__{name}__default__0", uri.ToString());

    /// <summary>
    /// Gives the resource another one's connection string, as <c>ConnectionStrings__name</c>. It is left out
    /// when it is <paramref name="optional"/> and has no value; otherwise the resource cannot start without it.
    /// </summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null, bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        IResourceWithConnectionString resource = source.Resource;
        string variable = resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{connectionName ?? resource.Name}";
        return builder
            .WithAnnotation(new ResourceRelationshipAnnotation(resource, "Reference"))
            .WithEnvironment(context => context.EnvironmentVariables[variable] = new ConnectionStringReference(resource, optional));
    }

    private static void AddServiceAddress(EnvironmentCallbackContext context, EndpointReference endpoint, string serviceName)
    {
        int replicas = context.ExecutionContext.IsRunMode ? Math.Max(1, endpoint.Resource.ReplicaCount()) : 1;
        for (int i = 0; i < replicas; i++)
            context.EnvironmentVariables[string.Create(CultureInfo.InvariantCulture, $"services__{serviceName}__{endpoint.EndpointName}__{i}")] =
                replicas == 1 ? endpoint : new ReplicaAddress(endpoint, i);
        string plain = $"{serviceName}_{endpoint.EndpointName}".Replace('-', '_').ToUpperInvariant();
        context.EnvironmentVariables[plain] = endpoint;
    }
}
