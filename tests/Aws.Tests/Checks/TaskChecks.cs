using System.Text.Json.Nodes;
using Kws.Aws.Tests.Synthesis;
using Kws.Deploy;

namespace Kws.Aws.Tests.Checks;

/// <summary>Tasks as the mesh's model has their services; each yields what breaks its rule.</summary>
internal static class TaskChecks
{
    /// <summary>Variables that the model names and a container lacks.</summary>
    public static IEnumerable<string> MissingVariables(IEnumerable<StackTemplate> templates, MeshModel mesh)
    {
        StackTemplate[] all = [.. templates];
        return mesh.Services.SelectMany(service => service.Environment.Keys
            .Except(VariablesOf(ContainerOf(all, service.Name)))
            .Select(variable => $"{service.Name}: {variable}"));
    }

    /// <summary>Services whose containers have other ports than the model.</summary>
    public static IEnumerable<string> OtherPorts(IEnumerable<StackTemplate> templates, MeshModel mesh)
    {
        StackTemplate[] all = [.. templates];
        return mesh.Services.Where(service => !PortsOf(ContainerOf(all, service.Name))
                .SequenceEqual(service.Ports.Select(port => port.Number).Order()))
            .Select(service => $"{service.Name}: {string.Join(", ", PortsOf(ContainerOf(all, service.Name)))}");
    }

    /// <summary>Containers that log to nothing that ends.</summary>
    public static IEnumerable<string> OtherLogs(IEnumerable<StackTemplate> templates) => templates
        .SelectMany(template => template.Resources("AWS::ECS::TaskDefinition")
            .SelectMany(task => Containers(task).Where(container =>
                !template.Resources("AWS::Logs::LogGroup").Any(log => log.Id == LogOf(container)))
                .Select(container => $"{task}: {container["Name"]}")));

    /// <summary>The container of a service.</summary>
    public static JsonObject ContainerOf(IEnumerable<StackTemplate> templates, string service) => templates
        .SelectMany(template => template.Resources("AWS::ECS::TaskDefinition")).SelectMany(Containers)
        .Single(container => (string?)container["Name"] == service);

    /// <summary>A plain setting of a container; null: it is none.</summary>
    public static JsonNode? Setting(JsonObject container, string name) => (container["Environment"] as JsonArray ?? [])
        .FirstOrDefault(each => (string?)each!["Name"] == name)?["Value"];

    private static IEnumerable<JsonObject> Containers(TemplateResource task) =>
        (task.At("ContainerDefinitions") as JsonArray ?? []).OfType<JsonObject>();

    // Null: it is a name, and none of the stack's.
    private static string? LogOf(JsonObject container) =>
        (string?)(container["LogConfiguration"]?["Options"]?["awslogs-group"] as JsonObject)?["Ref"];

    private static string[] VariablesOf(JsonObject container) =>
    [
        .. (container["Environment"] as JsonArray ?? []).Concat(container["Secrets"] as JsonArray ?? [])
            .Select(each => (string)each!["Name"]!),
    ];

    private static IEnumerable<int> PortsOf(JsonObject container) => (container["PortMappings"] as JsonArray ?? [])
        .Select(port => (int)port!["ContainerPort"]!).Order();
}
