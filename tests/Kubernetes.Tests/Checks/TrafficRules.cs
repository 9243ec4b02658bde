using k8s.Models;
using Kws.Deploy;
using Kws.Kubernetes.Tests.Objects;

namespace Kws.Kubernetes.Tests.Checks;

/// <summary>NetworkPolicies allow what the mesh's model asks for, and nothing else.</summary>
internal static class TrafficRules
{
    private const string Role = "eks.amazonaws.com/role-arn";
    private const string Collector = "collector";
    private const string Bus = "bus";
    private const string Database = "postgres";

    // Of what Kubernetes' operators run.
    private static readonly Dictionary<string, IDictionary<string, string>> s_servers = new()
    {
        [Bus] = new Dictionary<string, string> { ["app.kubernetes.io/name"] = Bus },
        [Database] = new Dictionary<string, string> { ["cnpg.io/cluster"] = Database },
    };

    public static IEnumerable<string> FaultsOf(MeshObjects objects, MeshModel model)
    {
        var pods = objects.Of<V1Deployment>()
            .ToDictionary(each => each.Metadata.Name, each => each.Spec.Template.Metadata.Labels);
        foreach (var (name, labels) in s_servers)
            pods.Add(name, labels);
        HashSet<Connection> allowed =
            [.. new AllowedTraffic([.. objects.Of<V1NetworkPolicy>()], pods).Connections()];
        HashSet<Connection> needed = [.. NeededBy(objects, model), .. AmongServers()];
        return
        [
            .. DefaultFaults(objects),
            .. allowed.Except(needed).Select(each => $"{each} is allowed, and nothing needs it"),
            .. needed.Except(allowed).Select(each => $"{each} is needed, and not allowed"),
        ];
    }

    private static IEnumerable<string> DefaultFaults(MeshObjects objects)
    {
        if (!objects.Of<V1NetworkPolicy>().Any(policy => policy.Spec is
            { PodSelector: { MatchLabels: null, MatchExpressions: null }, Ingress: null, Egress: null } spec
            && spec.PolicyTypes.Order().SequenceEqual(["Egress", "Ingress"])))
            yield return "nothing denies what no NetworkPolicy names";
    }

    private static IEnumerable<Connection> NeededBy(MeshObjects objects, MeshModel model) =>
        from service in model.Services
        let deployment = objects.Of<V1Deployment>().SingleOrDefault(each => each.Metadata.Name == service.Name)
        where deployment is not null
        from connection in Needed(deployment.Spec.Template.Spec.Containers.Single(), service, objects, model)
        select connection;

    private static IEnumerable<Connection> Needed(
        V1Container container, MeshService service, MeshObjects objects, MeshModel model)
    {
        foreach (var called in ModelRules.CallsOf(container, service))
            yield return new Connection(service.Name, called, model[called]["http"].Number);
        yield return new Connection(service.Name, Collector, 4317);
        if (service.UsesBus)
            yield return new Connection(service.Name, Bus, 5672);
        if (service.Databases.Count > 0)
            yield return new Connection(service.Name, Database, 5432);
        if (ModelRules.IsGateway(service))
        {
            foreach (var port in EntrancesOf(container, service, objects))
                yield return new Connection(AllowedTraffic.Outside, service.Name, port);
        }
        var account = objects.Named<V1ServiceAccount>(service.Name);
        // AWS's interfaces, and the agent that hands out roles.
        if (account.Metadata.Annotations?.ContainsKey(Role) == true)
        {
            yield return new Connection(service.Name, AllowedTraffic.Outside, 443);
            yield return new Connection(service.Name, AllowedTraffic.Outside, 80);
        }
    }

    // Where a balancer leads to, or else what the AppHost opens to devices.
    private static IEnumerable<int> EntrancesOf(V1Container container, MeshService gateway, MeshObjects objects)
    {
        V1Service[] balanced = [.. objects.Of<V1Service>().Where(each => each.Spec.Type == "LoadBalancer")];
        return balanced.Length > 0
            ? balanced.SelectMany(each => each.Spec.Ports).Select(port =>
                container.Ports.Single(own => own.Name == port.TargetPort?.Value).ContainerPort)
            : gateway.Ports.Where(port => port.IsForDevices).Select(port => port.Number);
    }

    // Their nodes among each other, and what they ask of Kubernetes.
    private static IEnumerable<Connection> AmongServers() =>
        from connection in ((string From, string To, int[] Ports)[])
        [
            (Bus, Bus, [4369, 25672]), (Bus, AllowedTraffic.Outside, [443, 6443]),
            (Database, Database, [5432, 8000]), (Database, AllowedTraffic.Outside, [443, 6443]),
        ]
        from port in connection.Ports
        select new Connection(connection.From, connection.To, port);
}
