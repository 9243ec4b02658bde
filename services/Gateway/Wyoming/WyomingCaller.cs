using System.Security.Claims;
using Kws.ServiceDefaults.Access;

namespace Kws.Gateway.Wyoming;

/// <summary>In whose name the services are called for clients that have no names.</summary>
internal static class WyomingCaller
{
    /// <summary>Of the caller, and the begin of its devices.</summary>
    public const string Name = "wyoming";

    /// <summary>It may listen and speak.</summary>
    public static ClaimsPrincipal Principal { get; } = new(new ClaimsIdentity(
        [
            new Claim(CallerClaims.Subject, Name),
            new Claim(CallerClaims.Name, Name),
            new Claim(CallerClaims.Scope, $"{Scopes.Listen} {Scopes.Speak}"),
        ],
        Name));
}
