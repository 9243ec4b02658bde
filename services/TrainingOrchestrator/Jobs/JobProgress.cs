using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Executors;

namespace Kws.TrainingOrchestrator.Jobs;

/// <summary>Stores what an executor tells of a job.</summary>
internal sealed class JobProgress(
    JobRow job, JobStore store, TimeProvider timeProvider, ILogger logger) : ITrainingListener
{
    /// <inheritdoc/>
    public Task BeginsAsync(string externalId, CancellationToken cancellationToken) =>
        store.BeginsElsewhereAsync(job, externalId, cancellationToken);

    /// <inheritdoc/>
    public async Task EpochAsync(TrainedEpoch epoch, CancellationToken cancellationToken)
    {
        try
        {
            await store.ProgressedAsync(new JobProgressRow
            {
                JobId = job.Id,
                Epoch = epoch.Epoch,
                Epochs = epoch.Epochs,
                Loss = epoch.Loss,
                Accuracy = epoch.Accuracy,
                LearningRate = epoch.LearningRate,
                SecondsLeft = epoch.Duration.TotalSeconds * (epoch.Epochs - epoch.Epoch),
                At = timeProvider.GetUtcNow(),
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The run is worth more than an epoch's figures, which the log has too.
            TrainingLog.ProgressUnstored(logger, job.Id, epoch.Epoch, e.Message);
        }
    }
}
