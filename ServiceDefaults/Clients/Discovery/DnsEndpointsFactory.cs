using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ServiceDiscovery;

namespace Kws.ServiceDefaults.Clients.Discovery;

/// <summary>Takes services whose address is a <see cref="DnsEndpoints.Prefix"/> name; all others are left to those who
/// come after.</summary>
/// <remarks>
/// A name is watched as long as the process lives: service discovery drops providers that nobody asked for some
/// seconds, though the proxy, which asks once, still waits for their change.
/// </remarks>
internal sealed class DnsEndpointsFactory(
    IConfiguration configuration, TimeProvider timeProvider, ILogger<DnsEndpoints> logger)
    : IServiceEndpointProviderFactory, IAsyncDisposable
{
    private const int HttpPort = 80;

    private readonly ConcurrentDictionary<DnsEndPoint, Lazy<DnsEndpoints>> _names = new();

    public bool TryCreateProvider(
        ServiceEndpointQuery query, [NotNullWhen(true)] out IServiceEndpointProvider? provider)
    {
        provider = null;
        var key = $"services:{query.ServiceName}:http";
        var text = configuration.GetSection(key).GetChildren().Select(address => address.Value)
            .FirstOrDefault(address => address?.StartsWith(DnsEndpoints.Prefix, StringComparison.Ordinal) == true);
        if (text is null)
            return false;
        var name = text[DnsEndpoints.Prefix.Length..];
        if (!Uri.TryCreate($"http://{name}", UriKind.Absolute, out var address)
            || address.PathAndQuery != "/" || address.UserInfo.Length > 0)
            throw new InvalidOperationException($"{key} is '{text}'; allowed: dns:///NAME:PORT");
        var server = new DnsEndPoint(address.Host, address.IsDefaultPort ? HttpPort : address.Port);
        provider = new Provider(_names.GetOrAdd(server, _ => new Lazy<DnsEndpoints>(
            () => new DnsEndpoints(server, Dns.GetHostAddressesAsync, timeProvider, logger))).Value);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _names.Values)
            await name.Value.DisposeAsync();
    }

    private sealed class Provider(DnsEndpoints endpoints) : IServiceEndpointProvider
    {
        public ValueTask PopulateAsync(IServiceEndpointBuilder builder, CancellationToken cancellationToken) =>
            endpoints.PopulateAsync(builder, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
