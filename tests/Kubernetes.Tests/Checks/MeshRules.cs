using Kws.Deploy;
using Kws.Kubernetes.Tests.Objects;

namespace Kws.Kubernetes.Tests.Checks;

/// <summary>All that a deployment of the mesh has to keep to.</summary>
internal static class MeshRules
{
    /// <summary>What breaks a rule, each with the object's name and what is wrong.</summary>
    public static IReadOnlyList<string> FaultsOf(MeshObjects objects, MeshModel model) =>
    [
        .. PodRules.FaultsOf(objects),
        .. StopRules.FaultsOf(objects, model),
        .. ModelRules.FaultsOf(objects, model),
        .. TrafficRules.FaultsOf(objects, model),
        .. SecretRules.FaultsOf(objects),
    ];
}
