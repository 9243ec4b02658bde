using AudioInference.Models;
using Kws.Batching;
using Microsoft.Extensions.Options;

namespace AudioInference.Scheduling;

/// <summary>Gathers the due windows of all sessions and clips into batches and runs them on the active model.</summary>
public sealed class InferenceScheduler : IWindowQueue, IDisposable
{
    private readonly BatchScheduler<IWindowSource> _scheduler;

    public InferenceScheduler(
        IOptions<AudioInferenceOptions> options,
        KeywordModelHost models,
        AudioInferenceMetrics metrics,
        ILogger<InferenceScheduler> logger,
        TimeProvider time)
    {
        var (batching, streams, clips) = (options.Value.Batching, options.Value.Streams, options.Value.Clips);
        var bounds = new BatchSchedulerOptions
        {
            MaxBatch = batching.MaxBatch,
            MaxWait = batching.MaxWait,
            // A session or clip is queued at most once, so the queue never refuses one.
            Capacity = streams.MaxSessions + clips.MaxConcurrent + batching.MaxBatch,
            Workers = batching.WorkerCount,
            Name = "keyword inference",
        };
        _scheduler = new BatchScheduler<IWindowSource>(bounds, _ => new InferenceWorker(batching.MaxBatch, models, metrics, logger, time), time);
    }

    public bool TryEnqueue(IWindowSource source, bool urgent) => _scheduler.TryEnqueue(source, urgent);

    public void Dispose() => _scheduler.Dispose();
}
