using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Executors;

namespace Kws.TrainingOrchestrator.Jobs;

/// <summary>Stores what an executor tells of a job. What cannot be stored waits for the next epoch, and at the end for
/// the database.</summary>
internal sealed class JobProgress(
    JobRow job, JobStore store, TimeProvider timeProvider, ILogger logger) : ITrainingListener
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly Queue<JobProgressRow> _waiting = [];

    /// <inheritdoc/>
    public Task BeginsAsync(string externalId, CancellationToken cancellationToken) =>
        store.BeginsElsewhereAsync(job, externalId, cancellationToken);

    /// <inheritdoc/>
    public async Task EpochAsync(TrainedEpoch epoch, CancellationToken cancellationToken)
    {
        _waiting.Enqueue(new JobProgressRow
        {
            JobId = job.Id,
            Epoch = epoch.Epoch,
            Epochs = epoch.Epochs,
            Loss = epoch.Loss,
            Accuracy = epoch.Accuracy,
            LearningRate = epoch.LearningRate,
            SecondsLeft = epoch.Duration.TotalSeconds * (epoch.Epochs - epoch.Epoch),
            At = timeProvider.GetUtcNow(),
        });
        // The run goes on whatever the database does.
        await TryStoreAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until all that was told is stored.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (!await TryStoreAsync(cancellationToken).ConfigureAwait(false))
            await Task.Delay(s_pause, timeProvider, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryStoreAsync(CancellationToken cancellationToken)
    {
        while (_waiting.TryPeek(out var epoch))
        {
            try
            {
                await store.ProgressedAsync(epoch, cancellationToken).ConfigureAwait(false);
                _waiting.Dequeue();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                TrainingLog.ProgressUnstored(logger, job.Id, epoch.Epoch, e.Message);
                return false;
            }
        }

        return true;
    }
}
