using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Ties the resource's health to a check registered under <paramref name="key"/>.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(this IResourceBuilder<T> builder, string key) where T : IResource
    {
        if (builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(check => check.Key == key))
            throw new DistributedApplicationException($"Resource '{builder.Resource.Name}' already has a health check with key '{key}'.");
        return builder.WithAnnotation(new HealthCheckAnnotation(key));
    }

    /// <summary>The resource is healthy while an http endpoint answers a GET with the status.</summary>
    /// <param name="builder">The resource.</param>
    /// <param name="path">The path asked for; null for <c>/</c>.</param>
    /// <param name="statusCode">The status that means healthy; null for 200.</param>
    /// <param name="endpointName">The endpoint asked; null for the first http or https one.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null)
        where T : IResourceWithEndpoints => builder.WithHttpHealthCheck(
            () => new EndpointReference(builder.Resource, endpointName ?? FirstHttpEndpoint(builder.Resource)), path, statusCode);

    /// <inheritdoc cref="WithHttpHealthCheck{T}(IResourceBuilder{T}, string?, int?, string?)"/>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder, Func<EndpointReference>? endpointSelector, string? path = null, int? statusCode = null)
        where T : IResourceWithEndpoints
    {
        EndpointReference endpoint = endpointSelector?.Invoke() ?? new EndpointReference(builder.Resource, FirstHttpEndpoint(builder.Resource));
        if (!endpoint.Exists)
            throw new DistributedApplicationException($"Could not create HTTP health check for resource '{builder.Resource.Name}' as no endpoint was found matching the specified name: {endpoint.EndpointName}");
        string key = $"{builder.Resource.Name}_{endpoint.EndpointName}_{path ?? "/"}_{statusCode ?? 200}_check";
        builder.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            key, _ => new HttpHealthCheck(endpoint, path ?? "/", statusCode ?? 200), HealthStatus.Unhealthy, tags: null, HttpHealthCheck.Timeout));
        return builder.WithHealthCheck(key);
    }

    private static string FirstHttpEndpoint(IResource resource) => resource.Annotations.OfType<EndpointAnnotation>()
        .FirstOrDefault(endpoint => endpoint.UriScheme is "http" or "https")?.Name
        ?? throw new DistributedApplicationException($"Could not create HTTP health check for resource '{resource.Name}': it has no http endpoint. Add one with WithHttpEndpoint.");
}
