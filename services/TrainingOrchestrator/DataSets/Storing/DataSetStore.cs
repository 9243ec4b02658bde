using Kws.Database;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets.Importing;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.DataSets.Storing;

/// <summary>Stores versions: their files as objects, then their rows; all of it or nothing.</summary>
internal sealed class DataSetStore(
    IDatabases<TrainingDatabase> databases,
    IObjectStore store,
    VersionObjects objects,
    Replica replica,
    TimeProvider timeProvider,
    ILogger<DataSetStore> logger)
{
    private const int MostTries = 20;
    private const int RowsAtOnce = 2_000;
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(300);

    /// <exception cref="InvalidRequestException">The name is that of a data set for another task.</exception>
    public async Task CheckTaskAsync(string name, ModelTask task, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        await CheckTaskAsync(database, name, task, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores a version, unless its content is there.</summary>
    /// <exception cref="NotReadyException">The database was away for too long, or other imports were always
    /// first.</exception>
    /// <exception cref="ObjectStoreException">The store is away or full.</exception>
    public async Task<StoredVersion> StoreAsync(DataSetDraft draft, CancellationToken cancellationToken)
    {
        var owner = $"{replica.Name}/{Guid.NewGuid():N}";
        while (true)
        {
            if (await FindAsync(draft, cancellationToken).ConfigureAwait(false) is { } known)
                return known;
            await using var claim = await ImportClaim.TryTakeAsync(
                databases, timeProvider, draft.Prefix, owner, cancellationToken).ConfigureAwait(false);
            if (claim is not null)
                return await StoreAsync(draft, claim, cancellationToken).ConfigureAwait(false);
            // Another import brings the same.
            await Task.Delay(s_wait, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task CheckTaskAsync(
        TrainingDatabase database, string name, ModelTask task, CancellationToken cancellationToken)
    {
        var other = await database.DataSets.AsNoTracking()
            .FirstOrDefaultAsync(row => row.Name == name && row.Task != task, cancellationToken).ConfigureAwait(false);
        if (other is not null)
            throw new InvalidRequestException(
                "config.name", name, $"a data set of one task: this one is for {other.Task.ToName()}");
    }

    private async Task<StoredVersion> StoreAsync(
        DataSetDraft draft, ImportClaim claim, CancellationToken cancellationToken)
    {
        try
        {
            // Another may have brought it between the look and the claim.
            if (await FindAsync(draft, cancellationToken).ConfigureAwait(false) is { } known)
            {
                await claim.AbandonAsync().ConfigureAwait(false);
                return known;
            }

            await PutAsync(draft, claim.Held).ConfigureAwait(false);
            return await AddAsync(draft, claim, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await CleanAsync(draft, claim).ConfigureAwait(false);
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new NotReadyException("the import took too long to reach the database; import again");
            throw;
        }
    }

    private Task PutAsync(DataSetDraft draft, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            draft.Files,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (file, token) =>
            {
                await using var content = new HashingStream(File.OpenRead(file.File.Source.File));
                await store.PutAsync(new ObjectKey($"{draft.Prefix}/{file.Path}"), content, token)
                    .ConfigureAwait(false);
                if (content.Sha256() != file.File.Sha256)
                    throw new DataSetRefusedException(file.File.Source.Path, "changed while it was imported");
            });

    private async Task<StoredVersion> AddAsync(
        DataSetDraft draft, ImportClaim claim, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var database = databases.Open();
                await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken)
                    .ConfigureAwait(false);
                await CheckTaskAsync(database, draft.Name, draft.Task, cancellationToken).ConfigureAwait(false);
                var row = await AddRowsAsync(database, draft, cancellationToken).ConfigureAwait(false);
                await claim.SettleAsync(database, cancellationToken).ConfigureAwait(false);
                var labels = await DataSetVersions.LabelsAsync(database, row, cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return new StoredVersion(row, labels);
            }
            catch (DbUpdateException e) when (tries < MostTries)
            {
                // Another import of the name took the number: this one takes the next.
                TrainingLog.VersionTaken(logger, draft.Name, e.InnerException?.Message ?? e.Message);
            }
        }
    }

    private async Task<DataSetRow> AddRowsAsync(
        TrainingDatabase database, DataSetDraft draft, CancellationToken cancellationToken)
    {
        var newest = await database.DataSets.Where(row => row.Name == draft.Name)
            .MaxAsync(row => (int?)row.Version, cancellationToken).ConfigureAwait(false) ?? 0;
        // No finer than every database keeps it.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(timeProvider.GetUtcNow().ToUnixTimeMilliseconds());
        var row = draft.ToRow(newest + 1, now);
        database.DataSets.Add(row);
        await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        foreach (var some in draft.ToFileRows(row.Version).Chunk(RowsAtOnce))
        {
            // What is tracked is held in memory.
            database.ChangeTracker.Clear();
            database.DataSetFiles.AddRange(some);
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }

        return row;
    }

    private async Task<StoredVersion?> FindAsync(DataSetDraft draft, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var row = await database.DataSets.AsNoTracking().FirstOrDefaultAsync(
            row => row.Name == draft.Name && row.ContentSha256 == draft.ContentSha256, cancellationToken)
            .ConfigureAwait(false);
        return row is null
            ? null
            : new StoredVersion(row, await DataSetVersions.LabelsAsync(database, row, cancellationToken)
                .ConfigureAwait(false), Existed: true);
    }

    // What cannot be cleaned now is found by its lease later.
    private async Task CleanAsync(DataSetDraft draft, ImportClaim claim)
    {
        try
        {
            // Lost, the prefix is another import's to write.
            if (!await claim.IsOursAsync().ConfigureAwait(false))
                return;
            await objects.DeleteUnlessStoredAsync(draft.Prefix, CancellationToken.None).ConfigureAwait(false);
            await claim.AbandonAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            TrainingLog.ImportUncleaned(logger, draft.Prefix, e.Message);
        }
    }
}
