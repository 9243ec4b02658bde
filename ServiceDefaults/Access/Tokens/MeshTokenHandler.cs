using System.Net.Http.Headers;

namespace Kws.ServiceDefaults.Access.Tokens;

/// <summary>Signs the calls of this service to others of the mesh.</summary>
internal sealed class MeshTokenHandler(MeshTokens? tokens) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // A call on behalf of somebody has that one's.
        if (tokens is { CanSign: true } && request.Headers.Authorization is null)
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(BearerToken.Header(tokens.OfService()));
        return base.SendAsync(request, cancellationToken);
    }
}
