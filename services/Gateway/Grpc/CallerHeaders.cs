using System.Security.Claims;
using Grpc.Core;
using Kws.ServiceDefaults.Access.Tokens;

namespace Kws.Gateway.Grpc;

/// <summary>Tells the services behind the gateway for whom it calls, so that they enforce that caller's own
/// rights.</summary>
internal sealed class CallerHeaders(CallerTokens tokens)
{
    /// <summary>Headers for a call on behalf of <paramref name="caller"/>.</summary>
    public Metadata Of(ClaimsPrincipal caller)
    {
        var headers = new Metadata();
        foreach ((var name, var value) in tokens.Of(caller))
            headers.Add(name, value);
        return headers;
    }
}
