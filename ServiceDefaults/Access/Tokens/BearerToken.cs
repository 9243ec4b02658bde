using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Kws.ServiceDefaults.Access.Tokens;

/// <summary>Where a request carries its token: in the header <c>authorization</c>, or, for a browser's WebSocket, which
/// cannot send that, in a sub-protocol <c>bearer.TOKEN</c>. In an address never: those are logged and kept.</summary>
internal static class BearerToken
{
    /// <summary>Begins the sub-protocol; it is offered by the client and never chosen by the server.</summary>
    public const string SubProtocolPrefix = "bearer.";

    private const string Scheme = "Bearer ";

    /// <summary>The token; null: there is none.</summary>
    public static string? Of(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        if (header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true)
            return header[Scheme.Length..].Trim();
        return request.Headers.ContainsKey(HeaderNames.SecWebSocketProtocol) ? OfSubProtocols(request) : null;
    }

    /// <summary>The header that carries a token.</summary>
    public static string Header(string token) => Scheme + token;

    private static string? OfSubProtocols(HttpRequest request)
    {
        var offered = request.Headers.GetCommaSeparatedValues(HeaderNames.SecWebSocketProtocol);
        return Array.Find(offered, protocol => protocol.StartsWith(SubProtocolPrefix, StringComparison.Ordinal))
            is { } token ? token[SubProtocolPrefix.Length..] : null;
    }
}
