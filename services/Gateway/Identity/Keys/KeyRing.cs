using System.Security.Cryptography;
using Kws.Database;
using Kws.Gateway.Identity.Database;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;

namespace Kws.Gateway.Identity.Keys;

/// <summary>
/// The keys that sign tokens. All gateways on one database share them: the next is stored and published a while before
/// it signs, so that whoever checks tokens knows it by then, and each stays published until what it signed is over.
/// </summary>
internal sealed class KeyRing(
    IDatabases<GatewayDatabase> databases,
    IDataProtectionProvider protection,
    IOptions<IdentityOptions> options,
    TimeProvider timeProvider,
    ILogger<KeyRing> logger)
{
    // Of the key's life; services look for new keys at least so often.
    private const int PublishedAheadShare = 10;
    private static readonly TimeSpan s_longestAhead = TimeSpan.FromDays(1);

    // For clocks that differ.
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(5);

    private readonly IDataProtector _protector = protection.CreateProtector("Kws.Gateway.SigningKeys");
    private CancellationTokenSource _changed = new();

    /// <summary>The one that signs first, then the others that are published.</summary>
    public IReadOnlyList<SigningKey> Keys { get; private set; } = [];

    /// <summary>Fires when <see cref="Keys"/> has changed.</summary>
    public IChangeToken Changed() => new CancellationChangeToken(Volatile.Read(ref _changed).Token);

    /// <summary>Reads the keys, makes the next when it is time, and deletes those that are over.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var rows = await database.SigningKeys.OrderBy(row => row.Number).ToListAsync(cancellationToken);
        if (Next(rows.LastOrDefault()) is { } next)
        {
            database.SigningKeys.Add(next);
            if (await IsStoredAsync(database, cancellationToken))
                logger.KeyMade(next.KeyId, next.SignsFrom, next.SignsUntil);
            rows = await database.SigningKeys.AsNoTracking().OrderBy(row => row.Number)
                .ToListAsync(cancellationToken);
        }
        var over = rows[..^1].Where(IsOver).ToArray();
        foreach (var row in over)
        {
            // Another gateway may be first.
            if (await database.SigningKeys.Where(stored => stored.Number == row.Number)
                .ExecuteDeleteAsync(cancellationToken) > 0)
                logger.KeyOver(row.KeyId);
        }
        Take([.. rows.Except(over)]);
    }

    private SigningKeyRow? Next(SigningKeyRow? last)
    {
        var now = timeProvider.GetUtcNow();
        var life = options.Value.KeyLifetime;
        var ahead = life / PublishedAheadShare < s_longestAhead ? life / PublishedAheadShare : s_longestAhead;
        if (last is not null && last.SignsUntil - ahead > now)
            return null;
        var from = last is null || last.SignsUntil < now ? now : last.SignsUntil;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKeyRow
        {
            Number = (last?.Number ?? 0) + 1,
            KeyId = Guid.NewGuid().ToString("N"),
            Key = _protector.Protect(key.ExportPkcs8PrivateKey()),
            SignsFrom = from,
            SignsUntil = from + life,
        };
    }

    private bool IsOver(SigningKeyRow row) =>
        row.SignsUntil + options.Value.AccessTokenLifetime + s_grace < timeProvider.GetUtcNow();

    // Another gateway may have made the next key just now: then its is taken.
    private static async Task<bool> IsStoredAsync(GatewayDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException)
        {
            database.ChangeTracker.Clear();
            if (!await database.SigningKeys.AnyAsync(cancellationToken))
                throw;
            return false;
        }
    }

    private void Take(IReadOnlyList<SigningKeyRow> rows)
    {
        var now = timeProvider.GetUtcNow();
        var known = Keys.ToDictionary(key => key.Key.KeyId);
        SigningKey[] keys = [.. rows.Select(row => known.GetValueOrDefault(row.KeyId) ?? Read(row))];
        var signing = keys.LastOrDefault(key => key.SignsFrom <= now) ?? keys[0];
        SigningKey[] ordered = [signing, .. keys.Where(key => key != signing)];
        if (ordered.SequenceEqual(Keys))
            return;
        Keys = ordered;
        using var before = Interlocked.Exchange(ref _changed, new CancellationTokenSource());
        before.Cancel();
    }

    private SigningKey Read(SigningKeyRow row)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(_protector.Unprotect(row.Key), out _);
        return new SigningKey(new ECDsaSecurityKey(key) { KeyId = row.KeyId }, row.SignsFrom);
    }
}
