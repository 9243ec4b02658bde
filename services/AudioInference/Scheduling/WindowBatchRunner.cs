using Kws.AudioInference.Trials;
using Kws.Batching;
using Kws.Models;

namespace Kws.AudioInference.Scheduling;

/// <summary>Runs batches on one thread: sources -> windows -> posteriors -> sources.</summary>
internal sealed class WindowBatchRunner(
    int maxBatch,
    ModelHost<KeywordModel> models,
    TrialBatch? trial,
    AudioInferenceMetrics metrics,
    ILogger logger,
    TimeProvider timeProvider) : IBatchProcessor<IWindowSource>
{
    private readonly int[] _counts = new int[maxBatch];
    private float[] _features = [];
    private float[] _posteriors = [];

    public void Process(ReadOnlySpan<IWindowSource> batch, in BatchTiming timing)
    {
        // The lease keeps this version alive for the batch: a swap takes effect between batches.
        using var lease = models.Acquire();
        var model = lease.Model;
        MakeRoom(model);
        var windows = TakeWindows(batch, model);
        var isInTrial = windows > 0 && trial?.TryJoin(batch, _counts, model, timing) == true;
        var started = timeProvider.GetTimestamp();
        if (windows > 0)
            model.Run(_features.AsSpan(0, windows * model.ValuesPerWindow), windows,
                _posteriors.AsSpan(0, windows * model.Labels.Count));
        var ended = timeProvider.GetTimestamp();
        Deliver(batch, model.Labels.Count, new InferenceTiming(started, ended, windows));
        if (windows > 0)
            metrics.Batch(windows, timing.OldestWait, timeProvider.GetElapsedTime(started, ended));
        if (isInTrial)
            trial!.Run(batch, _counts, _features, timeProvider.GetElapsedTime(started, ended));
    }

    public void Fail(ReadOnlySpan<IWindowSource> batch, Exception exception)
    {
        AudioInferenceLog.BatchFailed(logger, batch.Length, exception);
        metrics.Dropped(AudioDropReason.Inference, batch.Length);
        foreach (var source in batch)
            source.Fail(exception);
    }

    /// <summary>Takes one window of each source, or more of each when the batch has room: those are behind.</summary>
    private int TakeWindows(ReadOnlySpan<IWindowSource> batch, KeywordModel model)
    {
        var share = maxBatch / batch.Length;
        var windows = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            _counts[i] = batch[i].Take(model, _features.AsSpan(windows * model.ValuesPerWindow), share);
            windows += _counts[i];
        }
        return windows;
    }

    private void Deliver(ReadOnlySpan<IWindowSource> batch, int labels, in InferenceTiming timing)
    {
        var offset = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i].Deliver(_posteriors.AsSpan(offset, _counts[i] * labels), in timing);
            offset += _counts[i] * labels;
        }
    }

    private void MakeRoom(KeywordModel model)
    {
        if (_features.Length != maxBatch * model.ValuesPerWindow)
            _features = new float[maxBatch * model.ValuesPerWindow];
        if (_posteriors.Length != maxBatch * model.Labels.Count)
            _posteriors = new float[maxBatch * model.Labels.Count];
    }
}
