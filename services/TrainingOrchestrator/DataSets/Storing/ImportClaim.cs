using Kws.Database;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Database;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.DataSets.Storing;

/// <summary>The right to write below a prefix of the object store, of one import at a time. It is a lease, renewed
/// while the import runs: that of a killed import runs out and tells where its objects are.</summary>
internal sealed class ImportClaim : IAsyncDisposable
{
    /// <summary>Begins the names of the leases.</summary>
    public const string LeasePrefix = "import:";

    /// <summary>How long a claim lasts that is not renewed.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(15);
    private readonly IDatabases<TrainingDatabase> _databases;
    private readonly TimeProvider _timeProvider;
    private readonly string _lease;
    private readonly string _owner;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _renewing;

    private ImportClaim(
        IDatabases<TrainingDatabase> databases, TimeProvider timeProvider, string prefix, string owner,
        CancellationToken ended)
    {
        (_databases, _timeProvider, _owner) = (databases, timeProvider, owner);
        _lease = LeasePrefix + prefix;
        _lost = CancellationTokenSource.CreateLinkedTokenSource(ended);
        _renewing = RenewAsync();
    }

    /// <summary>Cancelled when the import is to end, or has lost its claim.</summary>
    public CancellationToken Held => _lost.Token;

    /// <summary>Takes the claim; null: it is another's.</summary>
    public static async Task<ImportClaim?> TryTakeAsync(
        IDatabases<TrainingDatabase> databases, TimeProvider timeProvider, string prefix, string owner,
        CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await database.TryHoldAsync(
            LeasePrefix + prefix, owner, timeProvider.GetUtcNow(), Duration, cancellationToken).ConfigureAwait(false)
            ? new ImportClaim(databases, timeProvider, prefix, owner, cancellationToken)
            : null;
    }

    /// <summary>Gives the claim up, in one transaction with what the import brought.</summary>
    /// <exception cref="NotReadyException">It is another's by now: what was written may be gone.</exception>
    public async Task SettleAsync(TrainingDatabase database, CancellationToken cancellationToken)
    {
        if (await DeleteAsync(database, cancellationToken).ConfigureAwait(false) == 0)
            throw new NotReadyException("the import took too long to reach the database; import again");
    }

    public async Task<bool> IsOursAsync()
    {
        await using var database = _databases.Open();
        return await database.Leases.AnyAsync(lease => lease.Name == _lease && lease.Owner == _owner)
            .ConfigureAwait(false);
    }

    /// <summary>Gives the claim up where nothing is left of the import.</summary>
    public async Task AbandonAsync()
    {
        await using var database = _databases.Open();
        await DeleteAsync(database, CancellationToken.None).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
        _lost.Dispose();
    }

    private Task<int> DeleteAsync(TrainingDatabase database, CancellationToken cancellationToken) =>
        database.Leases.Where(lease => lease.Name == _lease && lease.Owner == _owner)
            .ExecuteDeleteAsync(cancellationToken);

    private async Task RenewAsync()
    {
        while (true)
        {
            await Task.Delay(s_renewal, _timeProvider, _over.Token).ConfigureAwait(false);
            try
            {
                await using var database = _databases.Open();
                var until = _timeProvider.GetUtcNow() + Duration;
                var held = await database.Leases.Where(lease => lease.Name == _lease && lease.Owner == _owner)
                    .ExecuteUpdateAsync(lease => lease.SetProperty(row => row.Until, until), _over.Token)
                    .ConfigureAwait(false);
                if (held == 0)
                    await _lost.CancelAsync().ConfigureAwait(false);
            }
            catch (Exception) when (!_over.IsCancellationRequested)
            {
                // The database is away: tried again until the lease has run out, which settling finds.
            }
        }
    }
}
