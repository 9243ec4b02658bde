using Kws.Database;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets.Importing;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.DataSets.Storing;

/// <summary>Removes what killed imports left behind, at start and now and then: folders that nobody locks, objects
/// whose import's claim has run out.</summary>
internal sealed class ImportSweep(
    ImportFolders folders,
    IDatabases<TrainingDatabase> databases,
    VersionObjects objects,
    Replica replica,
    TimeProvider timeProvider,
    ILogger<ImportSweep> logger) : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    /// <summary>Removes what is there now.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var (swept, prefixes) = (folders.Sweep(), 0);
        foreach (var lease in await RunOutAsync(cancellationToken).ConfigureAwait(false))
            if (await SweepAsync(lease, cancellationToken).ConfigureAwait(false))
                prefixes++;
        if (swept + prefixes > 0)
            TrainingLog.ImportsSwept(logger, swept, prefixes);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SweepAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                TrainingLog.SweepFailed(logger, e.Message);
            }

            await Task.Delay(s_pause, timeProvider, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task<List<string>> RunOutAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await using var database = databases.Open();
        return await database.Leases
            .Where(lease => lease.Name.StartsWith(ImportClaim.LeasePrefix) && lease.Until < now)
            .Select(lease => lease.Name)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> SweepAsync(string lease, CancellationToken cancellationToken)
    {
        var prefix = lease[ImportClaim.LeasePrefix.Length..];
        await using var claim = await ImportClaim.TryTakeAsync(
            databases, timeProvider, prefix, $"{replica.Name}/sweep", cancellationToken).ConfigureAwait(false);
        if (claim is null)
            return false;
        await objects.DeleteUnlessStoredAsync(prefix, claim.Held).ConfigureAwait(false);
        await claim.AbandonAsync().ConfigureAwait(false);
        return true;
    }
}
