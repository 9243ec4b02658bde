using System.Security.Claims;
using Kws.Gateway.Identity.Auditing;
using Kws.Gateway.Identity.Pages;
using Kws.Gateway.Identity.People;
using Kws.ServiceDefaults.Access;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Kws.Gateway.Identity.Connect;

/// <summary>Where a person enters the code that a program shows which has no browser, and allows it to act in the
/// person's name.</summary>
internal static class VerifyEndpoint
{
    public const string Path = "/connect/verify";
    public const string DonePath = "/connect/done";

    private const string Decision = "decision";
    private const string Allow = "allow";
    private const string UserCode = "user_code";
    private const string Unknown = "That code is not known, was used, or is over.";

    public static async Task<IResult> AskAsync(HttpContext context, PeopleRegistry people, FormGuard guard,
        IAuditLog audit, IOpenIddictApplicationManager clients, CancellationToken cancellationToken)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var session = await context.AuthenticateAsync(LoginSession.Scheme);
        var person = await people.FindAsync(session.Principal?.Subject, cancellationToken);
        if (person is null)
            return LogInFirst(request.UserCode);
        var asked = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
        if (asked is not { Succeeded: true, Principal: { } program }
            || program.GetClaim(Claims.ClientId) is not { Length: > 0 } clientId)
            return CodePageOf(context, request.UserCode is null ? null : Unknown);
        if (request[Decision] is null || !await guard.IsOursAsync(context))
        {
            var client = await clients.FindByClientIdAsync(clientId, cancellationToken);
            return context.Page<ConsentPage>(new Dictionary<string, object?>
            {
                [nameof(ConsentPage.Action)] = Path,
                [nameof(ConsentPage.Client)] = await clients.GetDisplayNameAsync(client!, cancellationToken),
                [nameof(ConsentPage.Person)] = person.Name,
                [nameof(ConsentPage.Scopes)] = IssuedClaims.Granted(person, program.GetScopes()),
                [nameof(ConsentPage.Fields)] = guard.FieldsFor(
                    context, KeyValuePair.Create(UserCode, request.UserCode!)),
            });
        }
        var isAllowed = (string?)request[Decision] == Allow;
        await audit.WriteAsync(context.EntryBy(person.Name, AuditAction.Consent, clientId,
            isAllowed ? AuditOutcome.Done : AuditOutcome.Refused), cancellationToken);
        return Decided(isAllowed ? IssuedClaims.OfPerson(person, program.GetScopes()) : null);
    }

    public static IResult Done(HttpContext context, int allowed) => allowed == 1
        ? context.Message("Connected", "The program is logged in. You can close this page.")
        : context.Message("Not connected", "The program was not allowed to act in your name. You can close this page.");

    private static IResult LogInFirst(string? userCode) =>
        Results.Redirect(LoginEndpoints.LoginPath + QueryString.Create("returnUrl",
            userCode is null ? Path : Path + QueryString.Create(UserCode, userCode)));

    private static IResult Decided(ClaimsPrincipal? allowed)
    {
        string[] schemes = [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme];
        var properties = new AuthenticationProperties
        {
            RedirectUri = $"{DonePath}?allowed={(allowed is null ? 0 : 1)}",
        };
        return allowed is null
            ? Results.Forbid(properties, schemes)
            : Results.SignIn(allowed, properties, schemes[0]);
    }

    private static IResult CodePageOf(HttpContext context, string? fault) => context.Page<CodePage>(
        new Dictionary<string, object?> { [nameof(CodePage.Fault)] = fault },
        fault is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
}
