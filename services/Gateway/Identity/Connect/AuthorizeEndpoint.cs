using Kws.Gateway.Identity.Auditing;
using Kws.Gateway.Identity.Database;
using Kws.Gateway.Identity.Pages;
using Kws.Gateway.Identity.People;
using Kws.ServiceDefaults.Access;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Kws.Gateway.Identity.Connect;

/// <summary>Lets a program of this person's act in the person's name (authorization code with PKCE), once the person
/// allows it.</summary>
internal static class AuthorizeEndpoint
{
    public const string Path = "/connect/authorize";

    private const string Decision = "decision";
    private const string Allow = "allow";

    public static async Task<IResult> AskAsync(HttpContext context, PeopleRegistry people, FormGuard guard,
        IAuditLog audit, IOpenIddictApplicationManager clients, CancellationToken cancellationToken)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var session = await context.AuthenticateAsync(LoginSession.Scheme);
        var person = await people.FindAsync(session.Principal?.Subject, cancellationToken);
        if (person is null)
            return LogInFirst(context, request);
        // Without a token of ours somebody else's page sent it: it is only asked.
        if (request[Decision] is null || !await guard.IsOursAsync(context))
            return await PageAsync(context, request, person, guard, clients, cancellationToken);
        var isAllowed = (string?)request[Decision] == Allow;
        await audit.WriteAsync(context.EntryBy(person.Name, AuditAction.Consent, request.ClientId!,
            isAllowed ? AuditOutcome.Done : AuditOutcome.Refused), cancellationToken);
        return isAllowed
            ? Results.SignIn(IssuedClaims.OfPerson(person, request.GetScopes()),
                authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)
            : Refusal.Of(Errors.AccessDenied, "it was not allowed");
    }

    private static IResult LogInFirst(HttpContext context, OpenIddictRequest request) =>
        request.HasPromptValue(PromptValues.None)
            ? Refusal.Of(Errors.LoginRequired, "nobody is logged in")
            : Results.Redirect(LoginEndpoints.LoginPath + QueryString.Create(
                "returnUrl", Path + QueryString.Create(Parameters(request))));

    private static async Task<IResult> PageAsync(HttpContext context, OpenIddictRequest request, PersonRow person,
        FormGuard guard, IOpenIddictApplicationManager clients, CancellationToken cancellationToken)
    {
        if (request.HasPromptValue(PromptValues.None))
            return Refusal.Of(Errors.ConsentRequired, "it has to be allowed first");
        var client = await clients.FindByClientIdAsync(request.ClientId!, cancellationToken);
        return context.Page<ConsentPage>(new Dictionary<string, object?>
        {
            [nameof(ConsentPage.Action)] = Path,
            [nameof(ConsentPage.Client)] = await clients.GetDisplayNameAsync(client!, cancellationToken),
            [nameof(ConsentPage.Person)] = person.Name,
            [nameof(ConsentPage.Scopes)] = IssuedClaims.Granted(person, request.GetScopes()),
            [nameof(ConsentPage.Fields)] = guard.FieldsFor(context, Parameters(request)
                .Select(field => KeyValuePair.Create(field.Key, field.Value!))),
        });
    }

    private static IEnumerable<KeyValuePair<string, string?>> Parameters(OpenIddictRequest request) =>
        request.GetParameters()
            .Where(field => field.Key != Decision && !field.Key.StartsWith("__", StringComparison.Ordinal))
            .Select(field => KeyValuePair.Create(field.Key, (string?)field.Value));
}
