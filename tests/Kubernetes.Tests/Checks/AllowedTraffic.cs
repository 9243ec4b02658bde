using System.Globalization;
using k8s.Models;

namespace Kws.Kubernetes.Tests.Checks;

/// <summary>A connection that NetworkPolicies allow.</summary>
/// <param name="From">A pod's name, or <see cref="AllowedTraffic.Outside"/>.</param>
/// <param name="To">Likewise.</param>
/// <param name="Port">Of TCP; <see cref="AllowedTraffic.AnyOther"/>: every one that no policy names.</param>
internal sealed record Connection(string From, string To, int Port)
{
    public override string ToString() => $"{From} to {To}:" +
        (Port == AllowedTraffic.AnyOther ? "any port" : Port.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Who reaches whom by the NetworkPolicies of a namespace: where none selects a pod everything is allowed, and
/// both ends have to allow a connection.</summary>
/// <param name="policies">All of the namespace.</param>
/// <param name="pods">The namespace's pods, by a name: their labels.</param>
internal sealed class AllowedTraffic(
    IReadOnlyList<V1NetworkPolicy> policies, IReadOnlyDictionary<string, IDictionary<string, string>> pods)
{
    /// <summary>What is no pod of the cluster.</summary>
    public const string Outside = "outside";

    public const int AnyOther = 0;

    /// <summary>All that is allowed over TCP, without pods of other namespaces.</summary>
    public IEnumerable<Connection> Connections() =>
        from source in pods.Keys.Append(Outside)
        from target in pods.Keys.Append(Outside)
        where source != Outside || target != Outside
        from port in Ports()
        where Leaves(source, target, port) && Enters(target, source, port)
        select new Connection(source, target, port);

    private IEnumerable<int> Ports() => policies
        .SelectMany(policy => (policy.Spec.Ingress ?? []).SelectMany(rule => rule.Ports ?? [])
            .Concat((policy.Spec.Egress ?? []).SelectMany(rule => rule.Ports ?? [])))
        .Where(port => port.Protocol is null or "TCP").Select(NumberOf).Append(AnyOther).Distinct();

    private bool Leaves(string source, string target, int port)
    {
        V1NetworkPolicy[] own = [.. Of(source, "Egress")];
        return own.Length == 0 || own.SelectMany(policy => policy.Spec.Egress ?? [])
            .Any(rule => Means(rule.To, target) && Holds(rule.Ports, port));
    }

    private bool Enters(string target, string source, int port)
    {
        V1NetworkPolicy[] own = [.. Of(target, "Ingress")];
        return own.Length == 0 || own.SelectMany(policy => policy.Spec.Ingress ?? [])
            .Any(rule => Means(rule.FromProperty, source) && Holds(rule.Ports, port));
    }

    private IEnumerable<V1NetworkPolicy> Of(string pod, string way) => pods.TryGetValue(pod, out var labels)
        ? policies.Where(policy => policy.Spec.PolicyTypes.Contains(way)
            && LabelSelection.Selects(policy.Spec.PodSelector, labels))
        : [];

    private bool Means(IList<V1NetworkPolicyPeer>? peers, string other) =>
        peers is null or { Count: 0 } || peers.Any(peer => Means(peer, other));

    // A selector of namespaces means those of others here, unless it takes every one.
    private bool Means(V1NetworkPolicyPeer peer, string other) => peer switch
    {
        { IpBlock: not null } => other == Outside,
        { NamespaceSelector: { } namespaces } when namespaces.MatchLabels is { Count: > 0 } => false,
        _ => pods.TryGetValue(other, out var labels)
            && (peer.PodSelector is null || LabelSelection.Selects(peer.PodSelector, labels)),
    };

    private static bool Holds(IList<V1NetworkPolicyPort>? ports, int port) =>
        ports is null or { Count: 0 }
        || ports.Any(each => each.Protocol is null or "TCP" && (each.Port is null || NumberOf(each) == port));

    private static int NumberOf(V1NetworkPolicyPort port) => port.Port is null
        ? AnyOther
        : int.Parse(port.Port.Value, CultureInfo.InvariantCulture);
}
