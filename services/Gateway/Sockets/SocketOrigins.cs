using Kws.Gateway.Http;
using Kws.Gateway.Http.Limits;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Sockets;

/// <summary>Which pages may open sockets: those of the gateway's own address, and of
/// <see cref="HttpApiOptions.AllowedOrigins"/>. Browsers send no preflight for sockets, so each is checked by
/// itself.</summary>
internal sealed class SocketOrigins(IOptions<HttpApiOptions> options)
{
    private const int HttpPort = 80;
    private const int HttpsPort = 443;

    private readonly string[] _allowed = AllowedOrigins.Read(options.Value.AllowedOrigins);

    /// <summary>Whether the page behind a request may open a socket; programs that are no browsers name none.</summary>
    public bool Allow(HttpRequest request)
    {
        if (request.Headers.Origin is not { Count: > 0 } named)
            return true;
        if (named.Count != 1 || named[0] is not { } origin)
            return false;
        return _allowed.Any(other => string.Equals(other.TrimEnd('/'), origin, StringComparison.OrdinalIgnoreCase))
            || IsSame(origin, request.Host);
    }

    // The scheme is left out: a proxy in front may have taken TLS off, and one port speaks but one of the two.
    private static bool IsSame(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Scheme is "http" or "https"
            && string.Equals(page.Host, host.Host, StringComparison.OrdinalIgnoreCase)
            && page.Port == (host.Port ?? (page.Scheme == "https" ? HttpsPort : HttpPort));
}
