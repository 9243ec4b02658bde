using Kws.Gateway.Identity.Devices;
using Kws.Gateway.Identity.People;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Kws.Gateway.Identity.Connect;

/// <summary>Gives tokens, once OpenIddict has checked secret, code or refresh token.</summary>
internal static class TokenEndpoint
{
    public const string Path = "/connect/token";

    public static async Task<IResult> GiveAsync(
        HttpContext context, DeviceRegistry devices, PeopleRegistry people, CancellationToken cancellationToken)
    {
        var request = context.GetOpenIddictServerRequest()!;
        return request.IsClientCredentialsGrantType()
            ? await GiveDeviceAsync(request, devices, cancellationToken)
            : await GivePersonAsync(context, people, cancellationToken);
    }

    private static async Task<IResult> GiveDeviceAsync(
        OpenIddictRequest request, DeviceRegistry devices, CancellationToken cancellationToken)
    {
        var name = request.ClientId!;
        return await devices.SeeAsync(name, cancellationToken) is { } allowed
            ? SignIn(IssuedClaims.OfDevice(name, request.GetScopes(), allowed))
            : Refusal.Of(Errors.InvalidClient, "the device is not known");
    }

    // Each time anew: what the person may do may have changed since, or the person be gone.
    private static async Task<IResult> GivePersonAsync(
        HttpContext context, PeopleRegistry people, CancellationToken cancellationToken)
    {
        var held = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        var person = await people.FindAsync(held.Principal?.GetClaim(Claims.Subject), cancellationToken);
        if (person is null)
            return Refusal.Of(Errors.InvalidGrant, "the person is not known any more; log in again");
        var principal = IssuedClaims.OfPerson(person, held.Principal!.GetScopes());
        // Ties the new tokens to the login that the old ones are of: a refresh token used twice ends all of them.
        principal.SetAuthorizationId(held.Principal!.GetAuthorizationId());
        return SignIn(principal);
    }

    private static IResult SignIn(System.Security.Claims.ClaimsPrincipal principal) =>
        Results.SignIn(principal, authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
}
