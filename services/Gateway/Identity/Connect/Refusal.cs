using Microsoft.AspNetCore.Authentication;
using OpenIddict.Server.AspNetCore;

namespace Kws.Gateway.Identity.Connect;

/// <summary>Answers of OpenID Connect that grant nothing.</summary>
internal static class Refusal
{
    /// <param name="error">Of OpenID Connect's.</param>
    /// <param name="description">In words.</param>
    public static IResult Of(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
