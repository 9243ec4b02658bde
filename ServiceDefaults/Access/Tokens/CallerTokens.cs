using System.Security.Claims;

namespace Kws.ServiceDefaults.Access.Tokens;

/// <summary>What a call on behalf of a caller carries, so that the service behind enforces that caller's own
/// rights.</summary>
/// <param name="mesh">Signs.</param>
public sealed class CallerTokens(MeshTokens mesh)
{
    /// <summary>The request header that carries a token.</summary>
    public const string Header = "authorization";

    /// <summary>Headers by name: <see cref="Header"/> where there is a key to sign with, or else the caller showed a
    /// token itself, and <see cref="PassedAddress.Header"/> where the caller's address is known.</summary>
    /// <param name="caller">For whom.</param>
    public IEnumerable<(string Name, string Value)> Of(ClaimsPrincipal caller)
    {
        if (mesh.CanSign)
            yield return (Header, BearerToken.Header(mesh.OnBehalfOf(caller)));
        else if (caller.Identities.FirstOrDefault()?.BootstrapContext is string token)
            yield return (Header, BearerToken.Header(token));
        if (caller.Address is { } address)
            yield return (PassedAddress.Header, address.ToString());
    }
}
