using Kws.Deploy;

namespace Kws.Aws;

/// <summary>Who calls whom here: as the manifest says, and by what a deployment tells the services itself.</summary>
internal static class MeshWiring
{
    /// <summary>Of gRPC, and of the gateway its pages.</summary>
    public const string Http = "http";

    /// <summary>Of the gateway, gRPC.</summary>
    public const string Grpc = "grpc";

    /// <summary>The private zone in which tasks find one another.</summary>
    public const string Namespace = "kws.internal";

    /// <summary>The name of the bus among the connection strings.</summary>
    public const string Bus = "bus";

    /// <summary>Whether a service follows the registry of models.</summary>
    public static bool FollowsRegistry(string service) =>
        service is ServiceNames.AudioInference or ServiceNames.VisionInference;

    /// <summary>The services whose <c>http</c> port a service calls, sorted.</summary>
    public static IReadOnlyList<string> CallsOf(MeshService service) =>
    [
        .. service.Calls
            .Concat(FollowsRegistry(service.Name) ? [ServiceNames.TrainingOrchestrator] : [])
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>Services before those that call them.</summary>
    public static IEnumerable<MeshService> InOrder(MeshModel mesh)
    {
        List<MeshService> ordered = [], waiting = [.. mesh.Services];
        while (waiting.Count > 0)
        {
            var ready = waiting.FirstOrDefault(service =>
                CallsOf(service).All(called => ordered.Any(before => before.Name == called)))
                ?? throw new InvalidDataException(
                    $"services call each other in a ring: {string.Join(", ", waiting.Select(left => left.Name))}");
            waiting.Remove(ready);
            ordered.Add(ready);
        }
        return ordered;
    }
}
