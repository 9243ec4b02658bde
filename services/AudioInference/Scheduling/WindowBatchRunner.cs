using Kws.AudioInference.Trials;
using Kws.Batching;
using Kws.Models;

namespace Kws.AudioInference.Scheduling;

/// <summary>Runs batches on one thread: sources -> windows or steps -> posteriors -> sources.</summary>
internal sealed class WindowBatchRunner(
    int maxBatch,
    ModelHost<KeywordModel> models,
    TrialBatch? trial,
    AudioInferenceMetrics metrics,
    ILogger logger,
    TimeProvider timeProvider) : IBatchProcessor<IWindowSource>
{
    private readonly StepBatch _steps = new(maxBatch);
    private readonly WindowBatch _windows = new(maxBatch);
    private readonly int[] _counts = new int[maxBatch];
    private readonly bool[] _isStep = new bool[maxBatch];

    public void Process(ReadOnlySpan<IWindowSource> batch, in BatchTiming timing)
    {
        // The lease keeps this version alive for the batch: a swap takes effect between batches.
        using var lease = models.Acquire();
        var model = lease.Model;
        Take(batch, model);
        var isInTrial = _windows.Count > 0 && trial?.TryJoin(batch, _counts, model, timing) == true;
        var started = timeProvider.GetTimestamp();
        _windows.Run(model);
        _steps.Run(model);
        var ended = timeProvider.GetTimestamp();
        var decisions = _windows.Count + _steps.Count;
        Deliver(batch, model.LabelCount, new InferenceTiming(started, ended, decisions));
        if (decisions > 0)
            metrics.Batch(_windows.Count, _steps.Count, timing.OldestWait, timeProvider.GetElapsedTime(started, ended));
        if (isInTrial)
            trial!.Run(batch, _counts, _windows.Features, timeProvider.GetElapsedTime(started, ended));
    }

    public void Fail(ReadOnlySpan<IWindowSource> batch, Exception exception)
    {
        AudioInferenceLog.BatchFailed(logger, batch.Length, exception);
        metrics.Dropped(AudioDropReason.Inference, batch.Length);
        foreach (var source in batch)
            source.Fail(exception);
    }

    /// <summary>Takes a step of each source that the model can follow, else a window, or more when the batch has room:
    /// those are behind.</summary>
    private void Take(ReadOnlySpan<IWindowSource> batch, KeywordModel model)
    {
        _steps.Clear(model);
        _windows.Clear(model);
        var mayStep = model.KeepsState && trial?.IsListening != true;
        var share = maxBatch / batch.Length;
        for (var i = 0; i < batch.Length; i++)
        {
            var source = mayStep ? batch[i] as ISteppedSource : null;
            _isStep[i] = source is not null && _steps.TryTake(source, model);
            // Once it has begun, what else is due of it costs steps.
            _counts[i] = _isStep[i] ? 1 : _windows.Take(batch[i], model, source is null ? share : 1);
        }
    }

    private void Deliver(ReadOnlySpan<IWindowSource> batch, int labels, in InferenceTiming timing)
    {
        var windows = _windows.Posteriors;
        var steps = _steps.Posteriors;
        for (var i = 0; i < batch.Length; i++)
        {
            ref var from = ref _isStep[i] ? ref steps : ref windows;
            var length = _counts[i] * labels;
            batch[i].Deliver(from[..length], in timing);
            from = from[length..];
        }
    }
}
