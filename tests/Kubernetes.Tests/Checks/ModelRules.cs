using System.Globalization;
using k8s.Models;
using Kws.Deploy;
using Kws.Kubernetes.Tests.Objects;

namespace Kws.Kubernetes.Tests.Checks;

/// <summary>Services, ports, images and settings are those of the AppHost's model.</summary>
internal static class ModelRules
{
    // Believes what any caller says about its address; the gateway has Http:KnownProxies instead.
    private const string TrustsEveryProxy = "ASPNETCORE_FORWARDEDHEADERS_ENABLED";

    private const string Registry = "Models__Registry__Address";
    private const string Orchestrator = "trainingorchestrator";

    public static IEnumerable<string> FaultsOf(MeshObjects objects, MeshModel model)
    {
        foreach (var service in model.Services)
        {
            var deployment = objects.Of<V1Deployment>().SingleOrDefault(each => each.Metadata.Name == service.Name);
            if (deployment is null)
                yield return $"{service.Name}: no Deployment";
            else
                foreach (var fault in Faults(deployment.Spec.Template.Spec.Containers.Single(), service, model)
                    .Concat(ServiceFaults(objects, service)))
                    yield return $"{service.Name}: {fault}";
        }
    }

    private static IEnumerable<string> Faults(V1Container container, MeshService service, MeshModel model)
    {
        if (!$"/{container.Image}:".Contains($"/kws/{service.Name}:", StringComparison.Ordinal))
            yield return $"its image is {container.Image}";
        foreach (var port in service.Ports.Where(port => container.Ports.All(each =>
            each.Name != port.Name || each.ContainerPort != port.Number)))
            yield return $"its container has no port {port.Name} {port.Number}";
        foreach (var (name, value) in Expected(container, service, model))
        {
            var told = container.Env.SingleOrDefault(variable => variable.Name == name)?.Value;
            if (told != value)
                yield return $"{name} is {told ?? "not set"}, not {value}";
        }
        foreach (var variable in container.Env.Where(variable => IsUnexpected(variable.Name, container, service)))
            yield return $"{variable.Name} is not the model's";
    }

    private static IEnumerable<(string Name, string Value)> Expected(
        V1Container container, MeshService service, MeshModel model)
    {
        foreach (var port in service.Ports)
            yield return (VariableOf(port), Text(port.Number));
        foreach (var called in CallsOf(container, service))
            yield return ($"services__{called}__http__0", $"dns:///{called}:{Text(model[called]["http"].Number)}");
        // Settings, and not what the AppHost says of other resources.
        foreach (var (name, value) in service.Environment.Where(variable =>
            variable.Key.Contains("__", StringComparison.Ordinal) && !variable.Value.Contains('{')))
            yield return (name, value);
        yield return ("Access__Mode", "Jwt");
    }

    private static bool IsUnexpected(string name, V1Container container, MeshService service) =>
        name == TrustsEveryProxy
        || (name.StartsWith("services__", StringComparison.Ordinal)
            && !CallsOf(container, service).Contains(name.Split("__")[1]))
        || (name.StartsWith("ConnectionStrings__", StringComparison.Ordinal)
            && !ConnectionsOf(service).Contains(name.Split("__")[1]));

    private static IEnumerable<string> ServiceFaults(MeshObjects objects, MeshService service)
    {
        var pods = objects.Named<V1Deployment>(service.Name).Spec.Template;
        var told = objects.Of<V1Service>().SingleOrDefault(each => each.Metadata.Name == service.Name);
        if (told is null || !told.Spec.Selector.All(label => pods.Metadata.Labels.Contains(label)))
        {
            yield return "no Service of its pods";
            yield break;
        }
        if (!IsGateway(service) && told.Spec.ClusterIP != "None")
            yield return "its Service is not headless";
        foreach (var port in service.Ports.Where(port => port.Name == "http" || port.IsForDevices))
        {
            if (!told.Spec.Ports.Any(each => each.Port == port.Number && each.TargetPort?.Value == port.Name))
                yield return $"its Service has no port {port.Number} that leads to {port.Name}";
        }
        foreach (var connection in ConnectionsOf(service).Where(connection => pods.Spec.Containers.Single().Env
            .All(variable => variable.Name != $"ConnectionStrings__{connection}")))
            yield return $"ConnectionStrings__{connection} is not set";
    }

    /// <summary>The services that the container is told of: the model's, and the registry where it follows
    /// one.</summary>
    public static IEnumerable<string> CallsOf(V1Container container, MeshService service) =>
        container.Env.Any(variable => variable.Name == Registry)
            ? service.Calls.Append(Orchestrator).Distinct()
            : service.Calls;

    public static bool IsGateway(MeshService service) => service.Ports.Any(port => port.Name == "wyoming");

    private static IEnumerable<string> ConnectionsOf(MeshService service) =>
        service.UsesBus ? service.Databases.Append("bus") : service.Databases;

    private static string VariableOf(MeshPort port) => port.Name switch
    {
        "http" => "HTTP_PORTS",
        "health" => "HEALTH_PORT",
        "grpc" => "GRPC_PORT",
        "wyoming" => "Wyoming__Port",
        var other => throw new NotSupportedException($"no variable is known for port {other}"),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
