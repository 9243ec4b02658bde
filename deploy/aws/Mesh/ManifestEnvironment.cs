using System.Globalization;
using System.Text.RegularExpressions;
using Kws.Aws.Data;
using Kws.Deploy;

namespace Kws.Aws.Mesh;

/// <summary>The settings that the AppHost's manifest gives a service, with its references resolved: other services go
/// by their names, which Service Connect knows.</summary>
internal static partial class ManifestEnvironment
{
    private const string Connection = "ConnectionStrings__";

    /// <summary>All but what is of connections.</summary>
    /// <exception cref="InvalidDataException">A reference is to something that does not run here.</exception>
    public static IReadOnlyDictionary<string, string> Of(MeshModel mesh, MeshService service) => service.Environment
        .Where(variable => PartOf(service, variable.Key) is null)
        .ToDictionary(variable => variable.Key, variable => Reference().Replace(variable.Value, reference =>
            Resolve(mesh, reference.Groups["path"].Value) ?? throw new InvalidDataException(
                $"the manifest gives {service.Name} {variable.Key}={variable.Value}, and there is no "
                + $"{reference.Value} here; ManifestEnvironment has to tell what goes instead")));

    /// <summary>The variables that are of connections, and which part of which.</summary>
    public static IReadOnlyDictionary<string, (string Connection, string Part)> ConnectionsOf(MeshService service) =>
        service.Environment.Keys.Select(key => (Key: key, Part: PartOf(service, key)))
            .Where(found => found.Part is not null)
            .ToDictionary(found => found.Key, found => found.Part!.Value);

    /// <summary>Where a service's port is found by other tasks.</summary>
    public static string AddressOf(MeshService service, string port) => FormattableString.Invariant(
        $"http://{service.Name}:{service[port].Number}");

    // ConnectionStrings__bus is the whole, BUS_HOST and such are what Aspire tells besides.
    private static (string Connection, string Part)? PartOf(MeshService service, string variable)
    {
        if (variable.StartsWith(Connection, StringComparison.Ordinal))
            return (variable[Connection.Length..], ConnectionParts.Whole);
        foreach (var name in service.Databases.Concat(service.UsesBus ? [MeshWiring.Bus] : []))
        {
            var prefix = $"{name.ToUpperInvariant().Replace('-', '_')}_";
            if (variable.StartsWith(prefix, StringComparison.Ordinal))
                return (name, variable[prefix.Length..]);
        }
        return null;
    }

    private static string? Resolve(MeshModel mesh, string path) =>
        path.Split('.') is [var name, "bindings", var port, var part]
            && mesh.Services.FirstOrDefault(service => service.Name == name) is { } service
            && service.Ports.FirstOrDefault(each => each.Name == port) is { } found
            ? PartOf(service, found, part)
            : null;

    private static string? PartOf(MeshService service, MeshPort port, string part) => part switch
    {
        "url" => AddressOf(service, port.Name),
        "host" => service.Name,
        "port" or "targetPort" => port.Number.ToString(CultureInfo.InvariantCulture),
        "scheme" => port.Transport == "tcp" ? "tcp" : "http",
        _ => null,
    };

    [GeneratedRegex(@"\{(?<path>[^{}]+)\}")]
    private static partial Regex Reference();
}
