using System.Collections.Frozen;
using Kws.Database;
using Kws.Gateway.Identity.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Identity.Revoking;

/// <summary>A subject whose tokens are refused.</summary>
/// <param name="Sub">Of the tokens.</param>
/// <param name="At">Tokens issued until then are.</param>
internal sealed record Revocation(string Sub, DateTimeOffset At);

/// <summary>Whose tokens are refused before they are over, as this gateway knows it; another's revocations are read
/// every few seconds.</summary>
internal sealed class RevocationList(
    IDatabases<GatewayDatabase> databases, IOptions<IdentityOptions> options, TimeProvider timeProvider)
{
    // For clocks that differ.
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(5);

    private FrozenDictionary<string, DateTimeOffset> _revoked = FrozenDictionary<string, DateTimeOffset>.Empty;

    /// <summary>Raised when there are others than before.</summary>
    public event Action? Changed;

    /// <summary>By subject.</summary>
    public IReadOnlyList<Revocation> All => [.. _revoked.Select(entry => new Revocation(entry.Key, entry.Value))
        .OrderBy(entry => entry.Sub, StringComparer.Ordinal)];

    /// <summary>Until when the subject's tokens are refused; null: they are not.</summary>
    public DateTimeOffset? Of(string subject) =>
        _revoked.TryGetValue(subject, out var at) ? at : null;

    /// <summary>Adds it to what <paramref name="database"/> saves next. Followed by
    /// <see cref="RefreshAsync"/>.</summary>
    public async Task AddAsync(GatewayDatabase database, string subject, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        // A cookie of a person's session lives as long as a login.
        var longest = options.Value.LoginLifetime > options.Value.AccessTokenLifetime
            ? options.Value.LoginLifetime
            : options.Value.AccessTokenLifetime;
        var until = now + longest + s_grace;
        if (await database.Revocations.FindAsync([subject], cancellationToken) is { } known)
            (known.At, known.Until) = (now, until);
        else
            database.Revocations.Add(new RevocationRow { Subject = subject, At = now, Until = until });
    }

    /// <summary>Reads them.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await using var database = databases.Open();
        var revoked = (await database.Revocations.AsNoTracking().Where(row => row.Until > now)
                .ToListAsync(cancellationToken))
            .ToFrozenDictionary(row => row.Subject, row => row.At, StringComparer.Ordinal);
        var before = Interlocked.Exchange(ref _revoked, revoked);
        if (revoked.Any(entry => !before.TryGetValue(entry.Key, out var at) || at != entry.Value))
            Changed?.Invoke();
    }

    /// <summary>Deletes those that nobody can have a token of any more.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await using var database = databases.Open();
        await database.Revocations.Where(row => row.Until <= now).ExecuteDeleteAsync(cancellationToken);
    }
}
