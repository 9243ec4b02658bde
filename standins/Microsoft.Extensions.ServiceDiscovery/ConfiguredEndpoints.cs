using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.ServiceDiscovery;

/// <summary>Resolves <c>http://name</c> from the configuration keys <c>services:name:http:0</c>, <c>:1</c> ..., in turn.</summary>
internal sealed class ConfiguredEndpoints(IConfiguration configuration)
{
    private readonly ConcurrentDictionary<string, int> _turns = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The address for the next call, or the address itself when its host is not a configured service.</summary>
    /// <remarks><c>http://_endpoint.name</c> names an endpoint; <c>https+http://name</c> prefers the first scheme that is configured.</remarks>
    public Uri Resolve(Uri address)
    {
        (string? endpoint, string service) = Split(address.Host);
        foreach (string scheme in address.Scheme.Split('+'))
        {
            Uri[] found = Addresses(service, endpoint ?? scheme);
            if (found.Length > 0)
                return Rebase(address, found[NextTurn(service) % found.Length]);
        }
        return address.Scheme.Contains('+', StringComparison.Ordinal)
            ? new UriBuilder(address) { Scheme = address.Scheme.Split('+')[0] }.Uri
            : address;
    }

    private static (string? Endpoint, string Service) Split(string host)
    {
        int dot = host.IndexOf('.', StringComparison.Ordinal);
        return host.StartsWith('_') && dot > 0 ? (host[1..dot], host[(dot + 1)..]) : (null, host);
    }

    private Uri[] Addresses(string service, string endpoint)
    {
        IConfigurationSection section = configuration.GetSection($"services:{service}:{endpoint}");
        IEnumerable<string?> values = section.Value is null ? section.GetChildren().Select(child => child.Value) : [section.Value];
        return [.. values.Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => Parse(value!, endpoint))];
    }

    private static Uri Parse(string value, string endpoint) =>
        new(value.Contains("://", StringComparison.Ordinal) ? value : $"{(endpoint == "https" ? "https" : "http")}://{value}");

    private int NextTurn(string service) => _turns.AddOrUpdate(service, 0, (_, turn) => turn == int.MaxValue ? 0 : turn + 1);

    private static Uri Rebase(Uri address, Uri target) =>
        new UriBuilder(address) { Scheme = target.Scheme, Host = target.Host, Port = target.Port }.Uri;
}
