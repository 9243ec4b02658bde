using Kws.Gateway.Identity.Auditing;
using Kws.Gateway.Identity.Pages;
using Kws.Gateway.Identity.People;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Authentication;

namespace Kws.Gateway.Identity.Connect;

/// <summary>Pages on which people log in, and choose name and password first.</summary>
internal static class LoginEndpoints
{
    public const string LoginPath = "/connect/login";

    private const string LogoutPath = "/connect/logout";
    private const string ReturnUrl = "returnUrl";

    private const string Wrong =
        "Name or password is wrong. After several wrong passwords a name has to wait a few minutes.";

    public static void MapLogin(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(LoginPath, (HttpContext context, FormGuard guard, string? returnUrl) =>
            LoginPageOf(context, guard, returnUrl)).ExcludeFromDescription();
        pages.MapPost(LoginPath, LogInAsync).ExcludeFromDescription();
        pages.MapGet(LogoutPath, (HttpContext context, FormGuard guard) =>
            context.Page<LogoutPage>(new Dictionary<string, object?>
            {
                [nameof(LogoutPage.Fields)] = guard.FieldsFor(context),
            })).ExcludeFromDescription();
        pages.MapPost(LogoutPath, LogOutAsync).ExcludeFromDescription();
        pages.MapGet(Invitations.Path, (HttpContext context, FormGuard guard) =>
            JoinPageOf(context, guard)).ExcludeFromDescription();
        pages.MapPost(Invitations.Path, JoinAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> LogInAsync(HttpContext context, FormGuard guard, PeopleRegistry people,
        LoginSession session, IAuditLog audit, CancellationToken cancellationToken)
    {
        if (!await guard.IsOursAsync(context))
            return context.NotOurs();
        var form = await context.Request.ReadFormAsync(cancellationToken);
        var name = form["name"].ToString().Trim();
        var person = await people.LogInAsync(name, form["password"].ToString(), cancellationToken);
        await audit.WriteAsync(context.EntryBy(name, AuditAction.Login,
            outcome: person is null ? AuditOutcome.Refused : AuditOutcome.Done), cancellationToken);
        if (person is null)
            return LoginPageOf(context, guard, form[ReturnUrl], Wrong, name);
        await session.BeginAsync(context, person);
        return Results.Redirect(LocalAddress.Of(form[ReturnUrl]));
    }

    private static async Task<IResult> LogOutAsync(HttpContext context, FormGuard guard)
    {
        if (!await guard.IsOursAsync(context) && !await IsOfThePersonAsync(context, guard))
            return context.NotOurs();
        await context.SignOutAsync(LoginSession.Scheme);
        return Results.Redirect(LoginPath);
    }

    // The console's pages are the person's, and so are their forms; those of logins are nobody's.
    private static async Task<bool> IsOfThePersonAsync(HttpContext context, FormGuard guard)
    {
        var session = await context.AuthenticateAsync(LoginSession.Scheme);
        context.User = session.Principal ?? context.User;
        return await guard.IsOursAsync(context);
    }

    private static async Task<IResult> JoinAsync(HttpContext context, FormGuard guard, Invitations invitations,
        LoginSession session, IAuditLog audit, CancellationToken cancellationToken)
    {
        if (!await guard.IsOursAsync(context))
            return context.NotOurs();
        var form = await context.Request.ReadFormAsync(cancellationToken);
        try
        {
            var person = await invitations.AcceptAsync(
                form["code"], form["name"].ToString().Trim(), form["password"], cancellationToken);
            await audit.WriteAsync(context.EntryBy(person.Name, AuditAction.PersonAdded, person.Name),
                cancellationToken);
            await session.BeginAsync(context, person);
            return Results.Redirect(LocalAddress.Of(null));
        }
        catch (Exception e) when (e is InvalidRequestException or AlreadyExistsException)
        {
            return JoinPageOf(context, guard, e.Message, form["code"], form["name"]);
        }
    }

    private static IResult LoginPageOf(
        HttpContext context, FormGuard guard, string? returnUrl, string? fault = null, string? name = null) =>
        context.Page<LoginPage>(new Dictionary<string, object?>
        {
            [nameof(LoginPage.Fields)] = guard.FieldsFor(
                context, KeyValuePair.Create(ReturnUrl, LocalAddress.Of(returnUrl))),
            [nameof(LoginPage.Fault)] = fault,
            [nameof(LoginPage.Name)] = name,
        }, fault is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized);

    private static IResult JoinPageOf(
        HttpContext context, FormGuard guard, string? fault = null, string? code = null, string? name = null) =>
        context.Page<JoinPage>(new Dictionary<string, object?>
        {
            [nameof(JoinPage.Fields)] = guard.FieldsFor(context),
            [nameof(JoinPage.Fault)] = fault,
            [nameof(JoinPage.Code)] = code,
            [nameof(JoinPage.Name)] = name,
        }, fault is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
}
