using Kws.Contracts.Events;
using Kws.Database;
using Kws.Models;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Outbox;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Jobs;

/// <summary>Jobs in the database. Every change of state is stored together with the event that tells it.</summary>
internal sealed class JobStore(
    IDatabases<TrainingDatabase> databases, OutboxSignal outbox, TrainingMetrics metrics, TimeProvider timeProvider,
    ILogger<JobStore> logger)
{
    /// <summary>Stores a new job. One whose request is known already is not stored: that request's job is
    /// returned.</summary>
    public async Task<JobRow> AddAsync(JobRow job, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        if (await OfRequestAsync(database, job.RequestId, cancellationToken).ConfigureAwait(false) is { } known)
            return known;
        database.Jobs.Add(job);
        Announce(database, job, JobState.Queued, JobState.Queued, job.CreatedAt);
        try
        {
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException)
        {
            // The same request, sent twice at once.
            database.ChangeTracker.Clear();
            return await OfRequestAsync(database, job.RequestId, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException($"job {job.Id} could not be stored");
        }

        outbox.Ring();
        return job;
    }

    public async Task<JobRow?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await database.Jobs.AsNoTracking().SingleOrDefaultAsync(job => job.Id == id, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>The newest first.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="states">In one of these; none: any.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<IReadOnlyList<JobRow>> ListAsync(
        int limit, IReadOnlyCollection<JobState> states, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await database.Jobs.AsNoTracking()
            .Where(job => states.Count == 0 || states.Contains(job.State))
            .OrderByDescending(job => job.CreatedAt).ThenBy(job => job.Id)
            .Take(limit)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Those after the first <paramref name="known"/>.</summary>
    public async Task<IReadOnlyList<JobTransitionRow>> TransitionsAsync(
        string id, int known, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await database.JobTransitions.AsNoTracking()
            .Where(row => row.JobId == id && row.Number > known)
            .OrderBy(row => row.Number)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Those stored after a time, oldest first.</summary>
    public async Task<IReadOnlyList<JobProgressRow>> ProgressAsync(
        string id, DateTimeOffset after, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        return await database.JobProgress.AsNoTracking()
            .Where(row => row.JobId == id && row.At > after)
            .OrderBy(row => row.At).ThenBy(row => row.Epoch)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the oldest job that nobody works on; null when there is none.</summary>
    public async Task<JobRow?> ClaimAsync(string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var now = timeProvider.GetUtcNow();
        var until = now + lease;
        var free = await Unowned(database, now).OrderBy(job => job.CreatedAt).Select(job => job.Id).Take(10)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var id in free)
        {
            // Whoever's update finds it unowned has it.
            var taken = await Unowned(database, now).Where(job => job.Id == id).ExecuteUpdateAsync(
                job => job.SetProperty(row => row.Owner, owner).SetProperty(row => row.LeaseUntil, until),
                cancellationToken).ConfigureAwait(false);
            if (taken > 0)
                return await FindAsync(id, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Keeps a job for longer.</summary>
    /// <returns>Whether its end was asked for; null when it is the owner's no longer.</returns>
    public async Task<bool?> KeepAsync(string id, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var until = timeProvider.GetUtcNow() + lease;
        var kept = await database.Jobs.Where(job => job.Id == id && job.Owner == owner)
            .ExecuteUpdateAsync(job => job.SetProperty(row => row.LeaseUntil, until), cancellationToken)
            .ConfigureAwait(false);
        if (kept == 0)
            return null;
        return await database.Jobs.Where(job => job.Id == id).Select(job => job.CancelRequested)
            .SingleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets go of a job that shall be worked on by whoever comes next, at once.</summary>
    public async Task ReleaseAsync(string id, string owner, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        await database.Jobs.Where(job => job.Id == id && job.Owner == owner)
            .ExecuteUpdateAsync(job => job.SetProperty(row => row.Owner, (string?)null), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Stores another state of a job, and what <paramref name="change"/> does with it, with the
    /// event.</summary>
    /// <exception cref="JobLostException">It is another's by now, or in another state.</exception>
    public async Task<JobRow> MoveAsync(
        JobRow job,
        JobState to,
        string reason,
        Action<JobRow, TrainingDatabase>? change,
        CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var row = await database.Jobs.SingleAsync(stored => stored.Id == job.Id, cancellationToken)
            .ConfigureAwait(false);
        if (row.Owner != job.Owner || row.State != job.State || !row.State.MayBecome(to))
            throw new JobLostException(job.Id);
        var from = row.State;
        var now = timeProvider.GetUtcNow();
        row.State = to;
        row.Reason = reason;
        if (to == JobState.Preparing)
            row.StartedAt ??= now;
        if (to.HasEnded())
            (row.EndedAt, row.Owner) = (now, null);
        change?.Invoke(row, database);
        Announce(database, row, from, to, now);
        try
        {
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new JobLostException(job.Id);
        }
        catch (DbUpdateException)
        {
            // A move that was stored just before has the transition's number.
            var stored = await TransitionsAsync(job.Id, row.Transitions - 1, cancellationToken).ConfigureAwait(false);
            if (stored.Count > 0)
                throw new JobLostException(job.Id);
            throw;
        }

        TrainingLog.JobMoved(logger, row.Id, from.ToName(), to.ToName(), reason);
        if (to.HasEnded())
            metrics.JobEnded(to);
        outbox.Ring();
        return row;
    }

    /// <summary>Stores under which name a job's run is about to begin elsewhere.</summary>
    /// <exception cref="JobLostException">The job is another's by now.</exception>
    public async Task BeginsElsewhereAsync(JobRow job, string externalId, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var stored = await database.Jobs.Where(row => row.Id == job.Id && row.Owner == job.Owner)
            .ExecuteUpdateAsync(row => row.SetProperty(stored => stored.ExternalId, externalId), cancellationToken)
            .ConfigureAwait(false);
        if (stored == 0)
            throw new JobLostException(job.Id);
    }

    /// <summary>Asks for a job's end; one that nobody works on ends at once, unless something may run for it
    /// elsewhere.</summary>
    /// <returns>The job as it is then; null: there is none.</returns>
    public async Task<JobRow?> CancelAsync(string id, CancellationToken cancellationToken)
    {
        await using (var database = databases.Open())
            await database.Jobs.Where(job => job.Id == id && JobStates.Open.Contains(job.State))
                .ExecuteUpdateAsync(job => job.SetProperty(row => row.CancelRequested, true), cancellationToken)
                .ConfigureAwait(false);
        var job = await FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (job is not { State: JobState.Queued, Owner: null, ExternalId: null })
            return job;
        try
        {
            return await MoveAsync(job, JobState.Cancelled, "on request", null, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (JobLostException)
        {
            // Taken up meanwhile: that replica sees the request.
            return await FindAsync(id, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stores what an epoch brought, with its event; an epoch that is told again with other figures replaces
    /// itself.</summary>
    public async Task ProgressedAsync(JobProgressRow progress, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var known = await database.JobProgress
            .SingleOrDefaultAsync(row => row.JobId == progress.JobId && row.Epoch == progress.Epoch, cancellationToken)
            .ConfigureAwait(false);
        if (known is null)
        {
            database.JobProgress.Add(progress);
            database.Tell(new TrainingProgressed
            {
                EventId = $"{progress.JobId}:epoch:{progress.Epoch}",
                OccurredAt = progress.At,
                JobId = progress.JobId,
                Epoch = progress.Epoch,
                Epochs = progress.Epochs,
                Loss = progress.Loss,
                Accuracy = progress.Accuracy,
            });
        }
        else if ((known.Loss, known.Accuracy, known.LearningRate)
            == (progress.Loss, progress.Accuracy, progress.LearningRate))
        {
            return;
        }
        else
        {
            database.Entry(known).CurrentValues.SetValues(progress);
        }

        await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        if (known is null)
            metrics.Epoch();
        outbox.Ring();
    }

    private static IQueryable<JobRow> Unowned(TrainingDatabase database, DateTimeOffset now) =>
        database.Jobs.Where(job => JobStates.Open.Contains(job.State)
            && (job.Owner == null || job.LeaseUntil < now) && job.NotBefore <= now);

    private static Task<JobRow?> OfRequestAsync(
        TrainingDatabase database, string requestId, CancellationToken cancellationToken) =>
        database.Jobs.AsNoTracking().SingleOrDefaultAsync(job => job.RequestId == requestId, cancellationToken);

    private static void Announce(
        TrainingDatabase database, JobRow job, JobState from, JobState to, DateTimeOffset at)
    {
        job.Transitions++;
        database.JobTransitions.Add(new JobTransitionRow
        {
            JobId = job.Id,
            Number = job.Transitions,
            From = from,
            To = to,
            Reason = job.Reason,
            At = at,
        });
        database.Tell(new TrainingJobChanged
        {
            EventId = $"{job.Id}:{job.Transitions}",
            OccurredAt = at,
            JobId = job.Id,
            Task = job.Task.ToName(),
            State = to.ToName(),
            Reason = job.Reason,
        });
    }
}

/// <summary>The job is no longer the one that was read: another replica works on it, or it has ended.</summary>
internal sealed class JobLostException(string jobId) : Exception($"job {jobId} is another's by now");
