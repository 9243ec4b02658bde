using System.Security.Claims;
using Kws.Gateway.Identity.Database;
using Kws.ServiceDefaults.Access;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Kws.Gateway.Identity.Connect;

/// <summary>What tokens say.</summary>
internal static class IssuedClaims
{
    private const string Type = "Issued";
    private const string Audience = "kws";

    /// <summary>Of a device that showed its secret.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="scopes">What it asked for; none: everything that it may.</param>
    /// <param name="allowed">What it may.</param>
    public static ClaimsPrincipal OfDevice(string name, IEnumerable<string> scopes, IReadOnlyList<string> allowed)
    {
        var identity = new ClaimsIdentity(Type, Claims.Subject, null);
        identity.SetClaim(Claims.Subject, name).SetClaim(CallerClaims.DeviceId, name);
        string[] asked = [.. scopes];
        return Finish(identity, asked.Length == 0 ? allowed : asked.Intersect(allowed));
    }

    /// <summary>Of a person who lets a program act in the person's name.</summary>
    /// <param name="person">Who.</param>
    /// <param name="scopes">What the program asked for; none of the mesh's: everything that the person may.</param>
    public static ClaimsPrincipal OfPerson(PersonRow person, IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity(Type, Claims.Subject, null);
        identity.SetClaim(Claims.Subject, person.Name);
        return Finish(identity, Granted(person, scopes));
    }

    /// <summary>Of the scopes that were asked for those that the person has, and OpenID Connect's own.</summary>
    public static IReadOnlyList<string> Granted(PersonRow person, IEnumerable<string> scopes)
    {
        string[] asked = [.. scopes];
        var allowed = CallerName.ScopesOf(person.Scopes);
        var ofMesh = asked.Where(ServiceDefaults.Access.Scopes.All.Contains).ToArray();
        return
        [
            .. ofMesh.Length == 0 ? allowed : ofMesh.Intersect(allowed),
            .. asked.Where(scope => scope is OpenIddictConstants.Scopes.OpenId
                or OpenIddictConstants.Scopes.OfflineAccess),
        ];
    }

    private static ClaimsPrincipal Finish(ClaimsIdentity identity, IEnumerable<string> scopes)
    {
        identity.SetScopes(scopes);
        identity.SetResources(Audience);
        identity.SetDestinations(claim => claim.Type == Claims.Subject
            ? [Destinations.AccessToken, Destinations.IdentityToken]
            : [Destinations.AccessToken]);
        return new ClaimsPrincipal(identity);
    }
}
