using System.Text.Json;

namespace Kws.Deploy;

/// <summary>The mesh as the AppHost describes it: what all deployments are made from, or held against.</summary>
/// <param name="Services">By name, sorted.</param>
public sealed record MeshModel(IReadOnlyList<MeshService> Services)
{
    /// <summary>Reads the manifest that the AppHost writes (<c>AppHost --publisher manifest --output-path
    /// FILE</c>).</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static MeshModel Read(string manifest)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(manifest));
            return new MeshModel(
            [
                .. document.RootElement.GetProperty("resources").EnumerateObject()
                    .Where(resource => resource.Value.GetProperty("type").GetString() == "project.v0")
                    .Select(resource => MeshService.Read(resource.Name, resource.Value))
                    .OrderBy(service => service.Name, StringComparer.Ordinal),
            ]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{manifest} is no manifest of an AppHost: {e.Message}", e);
        }
    }

    /// <summary>The service of a name.</summary>
    public MeshService this[string name] => Services.Single(service => service.Name == name);
}

/// <summary>A service of the mesh.</summary>
/// <param name="Name">Its name in the AppHost, and so that of its image and its host.</param>
/// <param name="Project">Its project file's name.</param>
/// <param name="Ports">That it listens on.</param>
/// <param name="Environment">Settings as the manifest has them, with references in braces.</param>
/// <param name="Calls">The services that it calls, sorted.</param>
/// <param name="Databases">Names of the connection strings to databases that it needs.</param>
/// <param name="UsesBus">Whether it needs the message bus.</param>
public sealed record MeshService(
    string Name,
    string Project,
    IReadOnlyList<MeshPort> Ports,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> Calls,
    IReadOnlyList<string> Databases,
    bool UsesBus)
{
    private const string Connection = "ConnectionStrings__";
    private const string Bus = "bus";
    private const string Called = "services__";

    /// <summary>The port of a name, such as <c>http</c>.</summary>
    public MeshPort this[string port] => Ports.Single(each => each.Name == port);

    /// <summary>The command that asks in the service's own container, which has no other program, how it is: exit code
    /// 0 means well.</summary>
    /// <param name="page"><c>health</c> (ready for work) or <c>alive</c> (not to be restarted).</param>
    public IReadOnlyList<string> ProbeOf(string page) =>
        [$"/app/{Path.GetFileNameWithoutExtension(Project)}", "--probe", page];

    internal static MeshService Read(string name, JsonElement resource)
    {
        var environment = resource.GetProperty("env").EnumerateObject()
            .ToDictionary(variable => variable.Name, variable => variable.Value.GetString()!);
        string[] connections =
        [
            .. environment.Keys.Where(key => key.StartsWith(Connection, StringComparison.Ordinal))
                .Select(key => key[Connection.Length..]).Order(StringComparer.Ordinal),
        ];
        return new MeshService(
            name,
            Path.GetFileName(resource.GetProperty("path").GetString()!),
            [
                .. resource.GetProperty("bindings").EnumerateObject()
                    .Select(port => MeshPort.Read(port.Name, port.Value)),
            ],
            environment,
            [
                .. environment.Keys.Where(key => key.StartsWith(Called, StringComparison.Ordinal))
                    .Select(key => key[Called.Length..].Split("__")[0]).Distinct().Order(StringComparer.Ordinal),
            ],
            [.. connections.Where(connection => connection != Bus)],
            connections.Contains(Bus));
    }
}

/// <summary>A port of a service.</summary>
/// <param name="Name"><c>http</c> (gRPC, but for the gateway), <c>health</c>, <c>grpc</c> or <c>wyoming</c>.</param>
/// <param name="Number">In its container.</param>
/// <param name="Transport"><c>http</c>, <c>http2</c> or <c>tcp</c>.</param>
/// <param name="IsForDevices">Whether the AppHost opens it to devices.</param>
public sealed record MeshPort(string Name, int Number, string Transport, bool IsForDevices)
{
    internal static MeshPort Read(string name, JsonElement port) => new(
        name,
        port.GetProperty("targetPort").GetInt32(),
        port.GetProperty("transport").GetString()!,
        port.TryGetProperty("external", out var external) && external.GetBoolean());
}
