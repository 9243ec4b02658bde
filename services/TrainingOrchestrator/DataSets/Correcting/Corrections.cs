using Kws.Contracts.Events;
using Kws.Database;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.DataSets.Correcting;

/// <summary>Marks of recordings in the database. A mark is stored together with the event that tells it.</summary>
internal sealed class Corrections(IDatabases<TrainingDatabase> databases, OutboxSignal outbox)
{
    /// <summary>Stores a mark, which replaces earlier ones of its recording. One whose event is known already is not
    /// stored: that event's mark is returned.</summary>
    /// <param name="mark">It.</param>
    /// <param name="tell">Whether the mesh is to hear of it; it does already where the bus brought it.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<CorrectionRow> AddAsync(CorrectionRow mark, bool tell, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        if (await OfEventAsync(database, mark.EventId, cancellationToken).ConfigureAwait(false) is { } known)
            return known;
        try
        {
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken)
                .ConfigureAwait(false);
            await SupersedeAsync(database, mark, cancellationToken).ConfigureAwait(false);
            database.Corrections.Add(mark);
            if (tell)
                database.Tell(EventOf(mark));
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException)
        {
            // The same event, twice at once.
            database.ChangeTracker.Clear();
            return await OfEventAsync(database, mark.EventId, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"mark {mark.EventId} could not be stored");
        }

        outbox.Ring();
        return mark;
    }

    /// <summary>Whether a mark is stored.</summary>
    public async Task<bool> IsKnownAsync(string eventId, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await database.Corrections.AnyAsync(row => row.EventId == eventId, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Marks that a version does not have, the oldest first.</summary>
    public async Task<IReadOnlyList<CorrectionRow>> WaitingAsync(
        string dataSet, int version, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await Waiting(database, dataSet, version).AsNoTracking()
            .OrderBy(row => row.MarkedAt).ThenBy(row => row.EventId)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many marks a version does not have.</summary>
    public async Task<int> CountWaitingAsync(string dataSet, int version, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await Waiting(database, dataSet, version).CountAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores what became of marks; those that were marked again meanwhile stay superseded.</summary>
    public async Task CloseAsync(IEnumerable<ClosedCorrection> closed, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        foreach (var (mark, state, reason, version, sha256) in closed)
            await database.Corrections
                .Where(row => row.EventId == mark.EventId && row.State != CorrectionState.Superseded)
                .ExecuteUpdateAsync(row => row
                    .SetProperty(stored => stored.State, state)
                    .SetProperty(stored => stored.Reason, reason)
                    .SetProperty(stored => stored.Version, version)
                    .SetProperty(stored => stored.Sha256, sha256), cancellationToken)
                .ConfigureAwait(false);
    }

    private static IQueryable<CorrectionRow> Waiting(TrainingDatabase database, string dataSet, int version) =>
        database.Corrections.Where(row => row.DataSet == dataSet
            && (row.State == CorrectionState.Waiting
                || (row.State == CorrectionState.Taken && !database.DataSetFiles.Any(file =>
                    file.DataSet == dataSet && file.Version == version && file.Sha256 == row.Sha256
                    && (file.Label == row.Label || (row.Label == RecordingMarks.Silence && file.Label == ""))))));

    // Marks may come in another order than they were made in.
    private static async Task SupersedeAsync(
        TrainingDatabase database, CorrectionRow mark, CancellationToken cancellationToken)
    {
        var others = database.Corrections.Where(row => row.DataSet == mark.DataSet && row.Key == mark.Key);
        if (await others.AnyAsync(row => row.MarkedAt > mark.MarkedAt, cancellationToken).ConfigureAwait(false))
            mark.State = CorrectionState.Superseded;
        else
            await others.ExecuteUpdateAsync(
                row => row.SetProperty(stored => stored.State, CorrectionState.Superseded), cancellationToken)
                .ConfigureAwait(false);
    }

    private static Task<CorrectionRow?> OfEventAsync(
        TrainingDatabase database, string eventId, CancellationToken cancellationToken) =>
        database.Corrections.AsNoTracking().SingleOrDefaultAsync(row => row.EventId == eventId, cancellationToken);

    private static RecordingMarked EventOf(CorrectionRow mark) => new()
    {
        EventId = mark.EventId,
        OccurredAt = mark.MarkedAt,
        WavKey = mark.Key,
        Label = mark.Label,
        DataSet = mark.DataSet,
        By = mark.By,
    };
}

/// <summary>What became of a mark.</summary>
/// <param name="Mark">It.</param>
/// <param name="State">Where it is now.</param>
/// <param name="Reason">Why it was set aside; empty: it was not.</param>
/// <param name="Version">Which has it; 0: none.</param>
/// <param name="Sha256">Of its audio there; empty: none has it.</param>
internal sealed record ClosedCorrection(
    CorrectionRow Mark, CorrectionState State, string Reason = "", int Version = 0, string Sha256 = "");
