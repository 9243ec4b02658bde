using Kws.AudioInference.Trials;
using Kws.Batching;
using Kws.Models;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Scheduling;

/// <summary>Gathers the due windows of all sessions and clips into batches and runs them on the active model.</summary>
internal sealed class WindowScheduler : IDisposable
{
    private readonly BatchScheduler<IWindowSource> _scheduler;

    /// <param name="options">Batches, streams and clips, trials.</param>
    /// <param name="models">What serves.</param>
    /// <param name="trials">What listens beside it; null: nothing ever does.</param>
    /// <param name="book">Where trials are counted.</param>
    /// <param name="metrics">The service's.</param>
    /// <param name="logger">Told of batches that failed.</param>
    /// <param name="timeProvider">Clock of the waits.</param>
    public WindowScheduler(
        IOptions<AudioInferenceOptions> options,
        ModelHost<KeywordModel> models,
        TrialHost<KeywordModel>? trials,
        TrialBook book,
        AudioInferenceMetrics metrics,
        ILogger<WindowScheduler> logger,
        TimeProvider timeProvider)
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
        _scheduler = new BatchScheduler<IWindowSource>(
            bounds,
            _ => new WindowBatchRunner(
                batching.MaxBatch, models,
                trials is null
                    ? null
                    : new TrialBatch(batching.MaxBatch, trials, book, options.Value.Trials, timeProvider),
                metrics, logger, timeProvider),
            timeProvider);
    }

    /// <summary>Queues a source whose windows are due. Never blocks. False when the queue is full or closed.</summary>
    /// <param name="source">Must not be queued already.</param>
    /// <param name="urgent">Whether a caller waits for the answer (a clip), so that a free worker should not wait for
    /// company.</param>
    public bool TryEnqueue(IWindowSource source, bool urgent) => _scheduler.TryEnqueue(source, urgent);

    public void Dispose() => _scheduler.Dispose();
}
