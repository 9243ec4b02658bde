using Kws.Batching;
using Kws.Models;
using Microsoft.Extensions.Options;

namespace Kws.VisionInference.Inference;

/// <summary>Gathers the prepared pictures of all sessions and calls into batches and runs them on the active
/// model.</summary>
internal sealed class PictureScheduler : IDisposable
{
    private readonly BatchScheduler<PictureJob> _scheduler;

    public PictureScheduler(
        IOptions<VisionInferenceOptions> options,
        ModelHost<SignModel> models,
        VisionInferenceMetrics metrics,
        ILogger<PictureScheduler> logger,
        TimeProvider timeProvider)
    {
        var batching = options.Value.Batching;
        var bounds = new BatchSchedulerOptions
        {
            MaxBatch = batching.MaxBatch,
            MaxWait = batching.MaxWait,
            // A session or call has at most one picture in the queue, so the queue never refuses one.
            Capacity = options.Value.Streams.MaxSessions + options.Value.Images.MaxConcurrentCalls + batching.MaxBatch,
            Workers = batching.WorkerCount,
            Name = "sign inference",
        };
        _scheduler = new BatchScheduler<PictureJob>(bounds, _ =>
            new PictureBatchRunner(batching.MaxBatch, models, metrics, logger, timeProvider), timeProvider);
    }

    /// <summary>Never blocks; the answer comes through the job.</summary>
    /// <exception cref="InvalidOperationException">The server stops.</exception>
    public void Enqueue(PictureJob job)
    {
        job.Queued();
        if (!_scheduler.TryEnqueue(job))
            throw new InvalidOperationException("the inference queue is closed");
    }

    public void Dispose() => _scheduler.Dispose();
}
