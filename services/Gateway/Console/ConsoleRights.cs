using System.Security.Claims;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Console;

/// <summary>Rights for what the gateway does itself; services behind it enforce their own.</summary>
internal static class ConsoleRights
{
    /// <summary>Returns when the caller has a scope.</summary>
    /// <exception cref="UnauthenticatedException">Nobody is known to look at the page.</exception>
    /// <exception cref="PermissionDeniedException">The scope is missing.</exception>
    public static void Require(ClaimsPrincipal caller, string scope)
    {
        if (!caller.IsKnown)
            throw new UnauthenticatedException("nobody is signed in");
        if (!caller.HasScope(scope))
            throw new PermissionDeniedException(
                $"scope: '{string.Join(' ', caller.GrantedScopes)}' does not allow it; needed: {scope}");
    }
}
