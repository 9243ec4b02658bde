using Kws.AudioInference.Scheduling;
using Kws.Models;

namespace Kws.AudioInference.Classification;

/// <summary>A decoded clip.</summary>
/// <param name="SampleRateHz">Its own rate.</param>
/// <param name="Samples">Mono, in [-1, 1].</param>
internal sealed record ClipAudio(int SampleRateHz, float[] Samples)
{
    /// <summary>What was left out or chosen when it was read, in words for the caller.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>What a clip was taken for.</summary>
/// <param name="Model">The model that answered.</param>
/// <param name="Posteriors">By the model's labels, of the window that decided.</param>
/// <param name="FirstSample">Where that window begins in the clip, at the clip's rate; 0 for clips shorter than a
/// window.</param>
/// <param name="Timings">Where the time went.</param>
internal sealed record ClassifiedClip(KeywordModel Model, float[] Posteriors, long FirstSample, ClipTimings Timings);

/// <summary>Where the time of a classification went.</summary>
internal readonly record struct ClipTimings(TimeSpan Features, TimeSpan Queue, TimeSpan Inference);

/// <summary>The windows of one clip on their way through inference.</summary>
internal sealed class ClipJob(
    KeywordModel model,
    float[] frames,
    int[] starts,
    WindowScheduler scheduler,
    TimeProvider timeProvider) : IWindowSource
{
    private readonly TaskCompletionSource<float[]> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly float[] _posteriors = new float[starts.Length * model.Labels.Count];
    private int _taken;
    private int _delivered;
    private long _queuedAt;

    public TimeSpan QueueTime { get; private set; }

    public TimeSpan InferenceTime { get; private set; }

    /// <summary>Queues the clip and waits for the posteriors, [windows, labels].</summary>
    /// <exception cref="ModelChangedException">The active model hears other features: extract them anew.</exception>
    /// <exception cref="InvalidOperationException">The queue refused the clip.</exception>
    public Task<float[]> RunAsync()
    {
        Enqueue();
        return _done.Task;
    }

    public int Take(KeywordModel active, Span<float> features, int maxWindows)
    {
        if (_done.Task.IsCompleted)
            return 0;
        if (!ReferenceEquals(active, model))
        {
            _done.TrySetException(new ModelChangedException());
            return 0;
        }
        var count = Math.Min(maxWindows, starts.Length - _delivered);
        for (var i = 0; i < count; i++)
            ClipHearing.CopyWindow(model, frames, starts[_delivered + i], features[(i * model.ValuesPerWindow)..]);
        _taken = count;
        return count;
    }

    public void Deliver(ReadOnlySpan<float> posteriors, in InferenceTiming timing)
    {
        if (_done.Task.IsCompleted)
            return;
        posteriors.CopyTo(_posteriors.AsSpan(_delivered * model.Labels.Count));
        _delivered += _taken;
        QueueTime += timeProvider.GetElapsedTime(_queuedAt, timing.StartedTimestamp);
        InferenceTime += timeProvider.GetElapsedTime(timing.StartedTimestamp, timing.EndedTimestamp);
        if (_delivered < starts.Length)
            Enqueue();
        else
            _done.TrySetResult(_posteriors);
    }

    public void Fail(Exception exception) => _done.TrySetException(exception);

    private void Enqueue()
    {
        _queuedAt = timeProvider.GetTimestamp();
        if (!scheduler.TryEnqueue(this, urgent: true))
            _done.TrySetException(new InvalidOperationException("the inference queue is closed"));
    }
}
