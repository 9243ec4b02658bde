using Kws.Gateway.Identity.Auditing;
using Kws.Gateway.Identity.Database;
using Kws.ServiceDefaults.Access;
using OpenIddict.Abstractions;

namespace Kws.Gateway.Identity.People;

/// <summary>A person to invite.</summary>
/// <param name="Scopes">Of listen, sign, speak, train, promote, operate.</param>
internal sealed record NewPerson(string[]? Scopes);

/// <summary>A person.</summary>
/// <param name="Name">The <c>sub</c> of the person's tokens.</param>
/// <param name="Scopes">What the person may do.</param>
/// <param name="CreatedAt">When the person chose the name.</param>
/// <param name="LockedUntil">Null: not locked out.</param>
internal sealed record KnownPerson(
    string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? LockedUntil);

/// <summary>Invites, lists and removes people.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this IEndpointRouteBuilder api)
    {
        var people = api.MapGroup("/v1/people").RequireScope(Scopes.Operate).WithTags("People");
        people.MapPost("/", InviteAsync).WithName("invitePerson")
            .WithSummary("Makes a link with which a person chooses name and password, once");
        people.MapGet("/", ListAsync).WithName("people").WithSummary("All people");
        people.MapDelete("/{name}", RemoveAsync).WithName("removePerson")
            .WithSummary("Removes a person; what the person has open ends");
    }

    private static async Task<Invitation> InviteAsync(NewPerson wanted, Invitations invitations, IAuditLog audit,
        HttpContext context, CancellationToken cancellationToken)
    {
        var invitation = await invitations.CreateAsync(wanted.Scopes, cancellationToken);
        await audit.WriteAsync(context.Entry(AuditAction.PersonInvited, string.Join(' ', wanted.Scopes!)),
            cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return invitation;
    }

    private static async Task<IReadOnlyList<KnownPerson>> ListAsync(
        PeopleRegistry registry, CancellationToken cancellationToken) =>
        [.. (await registry.ListAsync(cancellationToken)).Select(Shown)];

    private static async Task<IResult> RemoveAsync(string name, PeopleRegistry registry, IAuditLog audit,
        IOpenIddictAuthorizationManager authorizations, IOpenIddictTokenManager tokens, HttpContext context,
        CancellationToken cancellationToken)
    {
        await registry.RemoveAsync(name, cancellationToken);
        await authorizations.RevokeBySubjectAsync(name, cancellationToken);
        await tokens.RevokeBySubjectAsync(name, cancellationToken);
        await audit.WriteAsync(context.Entry(AuditAction.PersonRemoved, name), cancellationToken);
        return Results.NoContent();
    }

    private static KnownPerson Shown(PersonRow row) =>
        new(row.Name, CallerName.ScopesOf(row.Scopes), row.CreatedAt, row.LockedUntil);
}
