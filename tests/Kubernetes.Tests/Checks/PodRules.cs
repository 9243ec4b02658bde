using System.Text.RegularExpressions;
using k8s.Models;
using Kws.Kubernetes.Tests.Objects;

namespace Kws.Kubernetes.Tests.Checks;

/// <summary>How pods run: looked after, bounded, without rights, spread, and never all away at once.</summary>
internal static partial class PodRules
{
    public static IEnumerable<string> FaultsOf(MeshObjects objects) => objects.Of<V1Deployment>().SelectMany(
        deployment => OfPod(deployment).Concat(OfContainers(deployment)).Concat(Around(deployment, objects))
            .Select(fault => $"{deployment.Metadata.Name}: {fault}"));

    private static IEnumerable<string> OfContainers(V1Deployment deployment) =>
        deployment.Spec.Template.Spec.Containers.SelectMany(container =>
            Probes(container).Concat(Bounds(container)).Concat(Rights(container.SecurityContext))
                .Concat(References(container)));

    // Kubernetes leaves $(NAME) as it is where NAME does not stand before it.
    private static IEnumerable<string> References(V1Container container)
    {
        HashSet<string> told = [];
        foreach (var variable in container.Env ?? [])
        {
            foreach (var name in Reference().Matches(variable.Value ?? "").Select(match => match.Groups["name"].Value)
                .Where(name => !told.Contains(name)))
                yield return $"{variable.Name} asks for $({name}), which does not stand before it";
            told.Add(variable.Name);
        }
    }

    private static IEnumerable<string> Probes(V1Container container)
    {
        (string Name, V1Probe? Probe)[] probes =
        [
            ("startup", container.StartupProbe), ("liveness", container.LivenessProbe),
            ("readiness", container.ReadinessProbe),
        ];
        foreach (var (name, probe) in probes)
        {
            if (probe?.HttpGet is null)
                yield return $"no {name} probe over HTTP";
            else if (container.Ports.All(port => port.Name != probe.HttpGet.Port.Value))
                yield return $"the {name} probe asks port '{probe.HttpGet.Port.Value}', which the container has not";
            // It fails while a database is away, which a restart does not mend.
            else if (name != "readiness" && probe.HttpGet.Path == "/health")
                yield return $"the {name} probe asks /health, and would restart pods for what others lack";
        }
    }

    private static IEnumerable<string> Bounds(V1Container container) =>
        from kind in (string[])["cpu", "memory"]
        from bound in (string[])["requests", "limits"]
        let told = bound == "requests" ? container.Resources?.Requests : container.Resources?.Limits
        where told is null || !told.ContainsKey(kind)
        select $"no {kind} among its {bound}";

    private static IEnumerable<string> Rights(V1SecurityContext? context)
    {
        if (context?.ReadOnlyRootFilesystem != true)
            yield return "its root file system can be written to";
        if (context?.AllowPrivilegeEscalation != false)
            yield return "it may gain privileges";
        if (context?.Capabilities?.Drop?.SequenceEqual(["ALL"]) != true || context.Capabilities.Add is { Count: > 0 })
            yield return "it has capabilities";
    }

    private static IEnumerable<string> OfPod(V1Deployment deployment)
    {
        var pod = deployment.Spec.Template.Spec;
        if (pod.SecurityContext is not { RunAsNonRoot: true, RunAsUser: > 0 })
            yield return "it may run as root";
        if (pod.SecurityContext?.SeccompProfile?.Type != "RuntimeDefault")
            yield return "no seccomp profile RuntimeDefault";
        if (pod.AutomountServiceAccountToken != false)
            yield return "it is handed a token of its account";
        if (pod.ServiceAccountName != deployment.Metadata.Name)
            yield return "it has no account of its own";
        // Variables such as GATEWAY_PORT, made of Services' names, would be settings.
        if (pod.EnableServiceLinks != false)
            yield return "its environment holds the addresses of all Services";
        if (pod.TopologySpreadConstraints?.Any(spread => spread.TopologyKey == "kubernetes.io/hostname"
            && Selects(spread.LabelSelector, deployment)) != true)
            yield return "its pods are not spread over nodes";
    }

    private static IEnumerable<string> Around(V1Deployment deployment, MeshObjects objects)
    {
        if (!Selects(deployment.Spec.Selector, deployment))
            yield return "it does not select its own pods";
        if (objects.Of<V1ServiceAccount>().All(account => account.Metadata.Name != deployment.Metadata.Name))
            yield return "its account is missing";
        if (!objects.Of<V1PodDisruptionBudget>().Any(budget => Selects(budget.Spec.Selector, deployment)
            && budget.Spec.MaxUnavailable?.Value == "1"))
            yield return "no disruption budget that lets one pod go at a time";
        if (!objects.Of<V1NetworkPolicy>().Any(policy => policy.Spec.PodSelector.MatchLabels is { Count: > 0 }
            && Selects(policy.Spec.PodSelector, deployment)
            && policy.Spec.PolicyTypes.Order().SequenceEqual(["Egress", "Ingress"])))
            yield return "no NetworkPolicy of its own for both ways";
    }

    [GeneratedRegex(@"\$\((?<name>\w+)\)")]
    private static partial Regex Reference();

    private static bool Selects(V1LabelSelector? selector, V1Deployment deployment) =>
        selector is not null && LabelSelection.Selects(selector, deployment.Spec.Template.Metadata.Labels);
}
