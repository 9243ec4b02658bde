using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Registry;

namespace Kws.TrainingOrchestrator.Jobs;

/// <summary>Takes one job through its states, from the one that it is in.</summary>
internal sealed class JobRun(
    JobStore store, IJobSteps steps, JobOptions options, TimeProvider timeProvider, ILogger<JobRun> logger)
{
    /// <summary>Ends when the job has ended, waits for another attempt or is another's, or when the replica
    /// stops: then the job is as it was, and goes on elsewhere.</summary>
    public async Task GoAsync(JobRow job, CancellationToken stopping)
    {
        TrainingLog.JobTaken(logger, job.Id, job.State.ToName(), job.Attempt);
        if (job.CancelRequested)
        {
            await CancelAsync(job, stopping).ConfigureAwait(false);
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var keeping = KeepAsync(job, ended);
        try
        {
            while (!job.State.HasEnded())
                job = await StepAsync(job, ended.Token).ConfigureAwait(false);
            steps.CleanUp(job);
        }
        catch (JobLostException)
        {
            TrainingLog.JobLost(logger, job.Id);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            await EndedEarlyAsync(job, await StopKeepingAsync(ended, keeping).ConfigureAwait(false), stopping)
                .ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await FailedAsync(job, e).ConfigureAwait(false);
        }
        finally
        {
            await StopKeepingAsync(ended, keeping).ConfigureAwait(false);
        }
    }

    private async Task<JobRow> StepAsync(JobRow job, CancellationToken cancellationToken)
    {
        switch (job.State)
        {
            case JobState.Queued:
                return await MoveAsync(job, JobState.Preparing).ConfigureAwait(false);
            case JobState.Preparing:
                await steps.PrepareAsync(job, cancellationToken).ConfigureAwait(false);
                return await MoveAsync(job, JobState.Training).ConfigureAwait(false);
            case JobState.Training:
                await steps.TrainAsync(job, cancellationToken).ConfigureAwait(false);
                return await MoveAsync(job, JobState.Evaluating).ConfigureAwait(false);
            default:
                var outcome = await steps.EvaluateAsync(job, cancellationToken).ConfigureAwait(false);
                return await store.MoveAsync(
                    job,
                    outcome.Passed ? JobState.Published : JobState.Rejected,
                    outcome.Reason,
                    (row, database) => Register(row, database, outcome),
                    CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static void Register(JobRow row, TrainingDatabase database, JobOutcome outcome)
    {
        row.ModelVersion = outcome.Model?.Version;
        if (outcome.Model is not { } model)
            return;
        database.Models.Add(model);
        ModelAnnouncements.Add(database, model, outcome.Reason);
    }

    private Task<JobRow> MoveAsync(JobRow job, JobState to) =>
        store.MoveAsync(job, to, "", null, CancellationToken.None);

    // Ends the run when another replica has the job or, unless that is known, its end was asked for.
    private async Task<JobEnd> KeepAsync(JobRow job, CancellationTokenSource ended, bool isCancelled = false)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.Lease / 6, timeProvider, ended.Token).ConfigureAwait(false);
                var cancel = await store.KeepAsync(job.Id, job.Owner!, options.Lease, ended.Token)
                    .ConfigureAwait(false);
                if (cancel is false || (cancel is true && isCancelled))
                    continue;
                await ended.CancelAsync().ConfigureAwait(false);
                return cancel is null ? JobEnd.Lost : JobEnd.Cancelled;
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return JobEnd.None;
        }
        catch (Exception e)
        {
            // The database is away: another replica may take the job over once the lease has run out.
            TrainingLog.JobsUnreadable(logger, e.Message);
            await ended.CancelAsync().ConfigureAwait(false);
            return JobEnd.Lost;
        }
    }

    private static async Task<JobEnd> StopKeepingAsync(CancellationTokenSource ended, Task<JobEnd> keeping)
    {
        await ended.CancelAsync().ConfigureAwait(false);
        return await keeping.ConfigureAwait(false);
    }

    private async Task EndedEarlyAsync(JobRow job, JobEnd end, CancellationToken stopping)
    {
        if (end == JobEnd.Cancelled)
            await CancelAsync(job, stopping).ConfigureAwait(false);
        else
            await LetGoAsync(job, stopping).ConfigureAwait(false);
    }

    // What runs elsewhere ends first; the job is kept meanwhile.
    private async Task CancelAsync(JobRow job, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var keeping = KeepAsync(job, ended, isCancelled: true);
        try
        {
            var remark = await steps.StopAsync(job, ended.Token).ConfigureAwait(false);
            var reason = remark.Length == 0 ? "on request" : $"on request; {remark}";
            steps.CleanUp(await store.MoveAsync(job, JobState.Cancelled, reason, null, CancellationToken.None)
                .ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            await LetGoAsync(job, stopping).ConfigureAwait(false);
        }
        catch (JobLostException)
        {
            TrainingLog.JobLost(logger, job.Id);
        }
        catch (Exception e)
        {
            await FailedAsync(job, e).ConfigureAwait(false);
        }
        finally
        {
            await StopKeepingAsync(ended, keeping).ConfigureAwait(false);
        }
    }

    private async Task LetGoAsync(JobRow job, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested)
        {
            await store.ReleaseAsync(job.Id, job.Owner!, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            TrainingLog.JobLost(logger, job.Id);
        }
    }

    private async Task FailedAsync(JobRow job, Exception failure)
    {
        try
        {
            if (failure is JobFailedException || job.Attempt >= job.MaxAttempts)
            {
                var tried = job.Attempt > 1 ? $" (after {job.Attempt} attempts)" : "";
                steps.CleanUp(await store.MoveAsync(
                    job, JobState.Failed, failure.Message + tried, null, CancellationToken.None)
                    .ConfigureAwait(false));
                return;
            }

            var pause = options.RetryPause * Math.Pow(2, job.Attempt - 1);
            TrainingLog.JobRetried(logger, job.Id, job.Attempt, pause, failure.Message);
            var again = timeProvider.GetUtcNow() + pause;
            // Queued is the state of a job that has not begun: what is in its folder is found again.
            await store.MoveAsync(job, JobState.Queued, failure.Message, (row, _) =>
            {
                row.Attempt++;
                row.NotBefore = again;
                row.Owner = null;
            }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JobLostException or InvalidOperationException or TimeoutException
            or System.Data.Common.DbException or Microsoft.EntityFrameworkCore.DbUpdateException)
        {
            // It could not be stored: the lease runs out, and whoever takes the job finds it as it was.
            TrainingLog.JobsUnreadable(logger, e.Message);
        }
    }

    private enum JobEnd
    {
        None,
        Cancelled,
        Lost,
    }
}
