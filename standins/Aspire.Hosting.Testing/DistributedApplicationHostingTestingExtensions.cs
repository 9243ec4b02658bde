using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Testing;

/// <summary>Reaches the resources of a running application.</summary>
public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A client whose base address is the resource's endpoint. The caller disposes it.</summary>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null) =>
        new() { BaseAddress = app.GetEndpoint(resourceName, endpointName) };

    /// <summary>
    /// The address of an endpoint; without a name that of the <c>https</c>, else the <c>http</c>, else the only
    /// one. Throws <see cref="ArgumentException"/> when there is none.
    /// </summary>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null)
    {
        List<EndpointAnnotation> endpoints = [.. Find(app, resourceName).Annotations.OfType<EndpointAnnotation>()];
        EndpointAnnotation? endpoint = endpointName is null
            ? Named(endpoints, "https") ?? Named(endpoints, "http") ?? (endpoints.Count == 1 ? endpoints[0] : null)
            : Named(endpoints, endpointName);
        if (endpoint is null)
            throw new ArgumentException($"Endpoint '{endpointName ?? "http"}' for resource '{resourceName}' not found.", nameof(endpointName));
        return endpoint.AllocatedEndpoint is { } allocated
            ? new Uri(allocated.UriString)
            : throw new InvalidOperationException("The application must be started before resources' endpoints can be resolved.");
    }

    /// <summary>The resource's connection string. Throws <see cref="ArgumentException"/> when it has none.</summary>
    public static ValueTask<string?> GetConnectionStringAsync(
        this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        Find(app, resourceName) is IResourceWithConnectionString resource
            ? resource.GetConnectionStringAsync(cancellationToken)
            : throw new ArgumentException($"Resource '{resourceName}' does not expose a connection string.", nameof(resourceName));

    private static EndpointAnnotation? Named(List<EndpointAnnotation> endpoints, string name) =>
        endpoints.Find(endpoint => endpoint.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static IResource Find(DistributedApplication app, string resourceName) =>
        app.Services.GetRequiredService<DistributedApplicationModel>().Resources
            .FirstOrDefault(resource => resource.Name.Equals(resourceName, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"Resource '{resourceName}' not found.", nameof(resourceName));
}
