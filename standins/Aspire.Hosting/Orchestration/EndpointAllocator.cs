using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Gives every endpoint its port. A process listens on the port that clients connect to; only where
/// several replicas share an endpoint, or the process insists on another port, a balancer stands between.
/// </summary>
internal static class EndpointAllocator
{
    /// <summary>Allocates all endpoints and lists those that need a balancer.</summary>
    /// <param name="resources">The resources.</param>
    /// <param name="randomizePorts">Ignores wished ports where something may stand between, so that several applications fit on one machine.</param>
    public static List<EndpointAnnotation> Allocate(IEnumerable<IResource> resources, bool randomizePorts)
    {
        var balanced = new List<EndpointAnnotation>();
        foreach (IResource resource in resources)
        {
            int replicas = Math.Max(1, resource.ReplicaCount());
            foreach (EndpointAnnotation endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                if (randomizePorts && endpoint.IsProxied)
                    endpoint.Port = null;
                if (Allocate(resource, endpoint, replicas))
                    balanced.Add(endpoint);
            }
        }

        return balanced;
    }

    private static bool Allocate(IResource resource, EndpointAnnotation endpoint, int replicas)
    {
        int port = endpoint.Port ?? (endpoint.IsProxied ? null : endpoint.TargetPort) ?? FreePorts.Next();
        if (endpoint.Port is { } wished && !FreePorts.IsFree(wished))
            throw new DistributedApplicationException(
                $"Endpoint '{endpoint.Name}' of resource '{resource.Name}': TCP port {wished} is in use. End the program that holds it, or choose another port.");
        bool mapsPorts = resource is ContainerResource;
        if (replicas > 1 && (endpoint.TargetPort is not null || !endpoint.IsProxied))
            throw new DistributedApplicationException(
                $"Resource '{resource.Name}' uses multiple replicas and endpoint '{endpoint.Name}' has a fixed target port or no proxy: replicas cannot share a port.");
        bool needsBalancer = !mapsPorts && (replicas > 1 || (endpoint.TargetPort is { } target && target != port));
        endpoint.ReplicaPorts = needsBalancer
            ? [.. Enumerable.Range(0, replicas).Select(_ => endpoint.TargetPort ?? FreePorts.Next())]
            : [port];
        if (!mapsPorts && replicas == 1)
            endpoint.TargetPort = endpoint.ReplicaPorts[0];
        endpoint.Port = port;
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", port);
        return needsBalancer;
    }
}
