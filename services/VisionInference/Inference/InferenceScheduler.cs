using Kws.Batching;
using Microsoft.Extensions.Options;
using VisionInference.Models;

namespace VisionInference.Inference;

/// <summary>Gathers the prepared pictures of all sessions and calls into batches and runs them on the active model.</summary>
internal sealed class InferenceScheduler : IDisposable
{
    private readonly BatchScheduler<PictureJob> _scheduler;

    public InferenceScheduler(
        IOptions<VisionInferenceOptions> options,
        SignModelHost models,
        VisionInferenceMetrics metrics,
        ILogger<InferenceScheduler> logger,
        TimeProvider time)
    {
        BatchOptions batching = options.Value.Batching;
        var bounds = new BatchSchedulerOptions
        {
            MaxBatch = batching.MaxBatch,
            MaxWait = batching.MaxWait,
            // A session or call has at most one picture in the queue, so the queue never refuses one.
            Capacity = options.Value.Streams.MaxSessions + options.Value.Images.MaxConcurrentCalls + batching.MaxBatch,
            Workers = batching.WorkerCount,
            Name = "sign inference",
        };
        _scheduler = new BatchScheduler<PictureJob>(bounds, _ => new InferenceWorker(batching.MaxBatch, models, metrics, logger, time), time);
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
