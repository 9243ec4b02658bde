using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Reads what was said about a resource.</summary>
public static class ResourceExtensions
{
    /// <summary>The annotation of a type that was added last.</summary>
    public static bool TryGetLastAnnotation<T>(this IResource resource, [NotNullWhen(true)] out T? annotation) where T : IResourceAnnotation
    {
        annotation = resource.Annotations.OfType<T>().LastOrDefault();
        return annotation is not null;
    }

    /// <summary>All annotations of a type; false when there are none.</summary>
    public static bool TryGetAnnotationsOfType<T>(this IResource resource, [NotNullWhen(true)] out IEnumerable<T>? result) where T : IResourceAnnotation
    {
        List<T> found = [.. resource.Annotations.OfType<T>()];
        result = found.Count == 0 ? null : found;
        return found.Count > 0;
    }

    /// <summary>The resource's endpoints.</summary>
    public static IEnumerable<EndpointReference> GetEndpoints(this IResourceWithEndpoints resource) =>
        [.. resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => new EndpointReference(resource, endpoint.Name))];

    /// <summary>How many copies of the resource run.</summary>
    public static int GetReplicaCount(this IResource resource) => resource.ReplicaCount();

    internal static int ReplicaCount(this IResource resource) =>
        resource.TryGetLastAnnotation(out ReplicaAnnotation? replicas) ? replicas.Replicas : 1;

    internal static IResource? ParentOrNull(this IResource resource) => (resource as IResourceWithParent)?.Parent;
}
