using Kws.Database;
using Kws.Gateway.Identity.Database;
using Kws.Gateway.Identity.Revoking;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Identity.People;

/// <summary>The people who may log in.</summary>
internal sealed class PeopleRegistry(
    IDatabases<GatewayDatabase> databases,
    IPasswordHasher<PersonRow> hasher,
    RevocationList revocations,
    IOptions<IdentityOptions> options,
    TimeProvider timeProvider)
{
    public const int ShortestPassword = 12;
    public const int LongestPassword = 256;

    private static readonly PersonRow s_nobody =
        new() { Name = "", PasswordHash = "", Scopes = "", CreatedAt = DateTimeOffset.MinValue };

    // What a wrong name is compared with, so that it takes as long as a right one.
    private readonly Lazy<string> _nobodysHash = new(() => hasher.HashPassword(s_nobody, NewSecret.Create()));

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<PersonRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await database.People.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellationToken);
    }

    /// <summary>Null: there is no such person.</summary>
    public async Task<PersonRow?> FindAsync(string? name, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await database.People.AsNoTracking().SingleOrDefaultAsync(row => row.Name == name, cancellationToken);
    }

    /// <summary>The person whose name and password these are; null: nobody, or somebody who is locked out. Which of
    /// them is not told.</summary>
    public async Task<PersonRow?> LogInAsync(string name, string password, CancellationToken cancellationToken)
    {
        var person = await FindAsync(name, cancellationToken);
        var isRight = Matches(person, password);
        if (person is null || person.LockedUntil > timeProvider.GetUtcNow())
            return null;
        await using var database = databases.Open();
        var stored = database.People.Where(row => row.Name == name);
        if (isRight)
        {
            await stored.ExecuteUpdateAsync(row => row.SetProperty(known => known.WrongTries, 0)
                .SetProperty(known => known.LockedUntil, (DateTimeOffset?)null), cancellationToken);
            return person;
        }
        await stored.ExecuteUpdateAsync(
            row => row.SetProperty(known => known.WrongTries, known => known.WrongTries + 1), cancellationToken);
        var until = timeProvider.GetUtcNow() + options.Value.LockedFor;
        await stored.Where(row => row.WrongTries >= options.Value.PasswordTries).ExecuteUpdateAsync(
            row => row.SetProperty(known => known.WrongTries, 0)
                .SetProperty(known => known.LockedUntil, (DateTimeOffset?)until), cancellationToken);
        return null;
    }

    /// <summary>Makes a person of a name and a password, to be saved.</summary>
    /// <exception cref="InvalidRequestException">One of them is not allowed.</exception>
    public PersonRow Create(string? name, string? password, string scopes)
    {
        CallerName.Check(name);
        if (password is not { Length: >= ShortestPassword and <= LongestPassword })
            throw new InvalidRequestException("password", $"{password?.Length ?? 0} characters".ToString(),
                $"{ShortestPassword} to {LongestPassword} characters");
        return new PersonRow
        {
            Name = name!,
            PasswordHash = hasher.HashPassword(s_nobody, password),
            Scopes = scopes,
            CreatedAt = timeProvider.GetUtcNow(),
        };
    }

    /// <summary>Removes a person: no more logins, and what the person has is refused.</summary>
    /// <exception cref="NotFoundException">There is no such person.</exception>
    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        await using (var database = databases.Open())
        {
            if (await database.People.FindAsync([name], cancellationToken) is not { } person)
                throw new NotFoundException("person", name);
            database.People.Remove(person);
            await revocations.AddAsync(database, name, cancellationToken);
            await database.SaveChangesAsync(cancellationToken);
        }
        await revocations.RefreshAsync(cancellationToken);
    }

    private bool Matches(PersonRow? person, string password) =>
        password.Length <= LongestPassword && hasher.VerifyHashedPassword(
            s_nobody, person?.PasswordHash ?? _nobodysHash.Value, password) != PasswordVerificationResult.Failed;
}
