using Kws.Database;
using Kws.Gateway.Identity.Database;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Errors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Identity.People;

/// <summary>A link with which somebody chooses name and password.</summary>
/// <param name="Link">The secret stands behind its <c>#</c>, which browsers send to nobody.</param>
/// <param name="ExpiresAt">It is good until then, and once.</param>
internal sealed record Invitation(string Link, DateTimeOffset ExpiresAt);

/// <summary>Invites people.</summary>
internal sealed class Invitations(
    IDatabases<GatewayDatabase> databases,
    PeopleRegistry people,
    IOptions<IdentityOptions> options,
    TimeProvider timeProvider)
{
    public const string Path = "/connect/join";

    /// <param name="scopes">What the person may do.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidRequestException">A scope is none.</exception>
    public Task<Invitation> CreateAsync(IReadOnlyList<string>? scopes, CancellationToken cancellationToken) =>
        CreateAsync(CallerName.CheckScopes(scopes), isFirst: false, cancellationToken);

    /// <summary>For the first person, who may do everything; null: there is one already.</summary>
    public async Task<Invitation?> CreateFirstAsync(CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await database.People.AnyAsync(cancellationToken)
            ? null
            : await CreateAsync(string.Join(' ', Scopes.All), isFirst: true, cancellationToken);
    }

    /// <summary>Makes the person; the invitation is used up with it.</summary>
    /// <exception cref="InvalidRequestException">It is none, or used, or over; or name or password are not
    /// allowed.</exception>
    /// <exception cref="AlreadyExistsException">A person or a device has the name.</exception>
    public async Task<PersonRow> AcceptAsync(
        string? secret, string? name, string? password, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var hash = NewSecret.Sha256Of(secret?.Trim() ?? "");
        var now = timeProvider.GetUtcNow();
        var invitation = await database.Invitations.AsNoTracking()
            .SingleOrDefaultAsync(row => row.TokenSha256 == hash, cancellationToken);
        // Of two who use it at once one finds it gone.
        var taken = await database.Invitations.Where(row => row.TokenSha256 == hash)
            .ExecuteDeleteAsync(cancellationToken);
        if (invitation is null || taken == 0 || invitation.ExpiresAt <= now
            || (invitation.IsFirst && await database.People.AnyAsync(cancellationToken)))
            throw new InvalidRequestException("code", "the code that was given",
                "one that is neither used nor over; ask for another");
        var person = people.Create(name, password, invitation.Scopes);
        if (await database.People.AnyAsync(row => row.Name == name, cancellationToken)
            || await database.Devices.AnyAsync(row => row.Name == name && row.RevokedAt == null, cancellationToken))
            throw new AlreadyExistsException("name", person.Name);
        database.People.Add(person);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return person;
    }

    /// <summary>Deletes those that are over.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await using var database = databases.Open();
        await database.Invitations.Where(row => row.ExpiresAt <= now).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task<Invitation> CreateAsync(string scopes, bool isFirst, CancellationToken cancellationToken)
    {
        var secret = NewSecret.Create();
        var until = timeProvider.GetUtcNow() + options.Value.InvitationLifetime;
        await using var database = databases.Open();
        database.Invitations.Add(new InvitationRow
        {
            TokenSha256 = NewSecret.Sha256Of(secret),
            Scopes = scopes,
            IsFirst = isFirst,
            ExpiresAt = until,
        });
        await database.SaveChangesAsync(cancellationToken);
        return new Invitation($"{options.Value.Issuer.TrimEnd('/')}{Path}#{secret}", until);
    }
}
