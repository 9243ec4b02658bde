using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Http.Limits;

/// <summary>Believes what configured proxies say of the client, and nobody else.</summary>
internal static class KnownProxies
{
    public static void Configure(ForwardedHeadersOptions forwarded, IOptions<HttpApiOptions> settings)
    {
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in NetworkListAttribute.Read(settings.Value.KnownProxies))
            forwarded.KnownIPNetworks.Add(network);
        forwarded.ForwardedHeaders = forwarded.KnownIPNetworks.Count == 0
            ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        // As many as there are proxies in a row that are known.
        forwarded.ForwardLimit = null;
    }
}
