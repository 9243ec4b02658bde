using Kws.AudioInference.Scheduling;
using Kws.Batching;
using Kws.Models;
using Kws.Settings;

namespace Kws.AudioInference.Trials;

/// <summary>Runs the listener on windows that the champion has answered, on one inference thread.</summary>
/// <remarks>Devices come first: a batch's detections are out before the listener runs, and while windows wait for long
/// it does not run at all.</remarks>
internal sealed class TrialBatch(
    int maxBatch, TrialHost<KeywordModel> trials, TrialBook book, ListenerOptions options, TimeProvider timeProvider)
{
    private readonly bool[] _joined = new bool[maxBatch];
    private ModelLease<TrialModel<KeywordModel>> _lease;
    private float[] _features = [];
    private float[] _posteriors = [];
    private int _windows;

    /// <summary>Whether a model listens, which needs whole windows of the batch.</summary>
    public bool IsListening
    {
        get
        {
            if (!trials.TryAcquire(out var lease))
                return false;
            lease.Dispose();
            return true;
        }
    }

    /// <summary>Asks the sources of a batch, after they gave their windows, whether the listener shall hear
    /// them.</summary>
    /// <param name="batch">The sources.</param>
    /// <param name="counts">Windows of each.</param>
    /// <param name="champion">What runs them.</param>
    /// <param name="timing">How long they waited.</param>
    /// <returns>Whether <see cref="Run"/> is to follow once their posteriors are delivered.</returns>
    public bool TryJoin(
        ReadOnlySpan<IWindowSource> batch, ReadOnlySpan<int> counts, KeywordModel champion, in BatchTiming timing)
    {
        // What ran a batch may have failed after it was joined.
        _lease.Dispose();
        if (timing.OldestWait > options.MaxQueueDelay || !trials.TryAcquire(out _lease))
            return false;
        var trial = _lease.Model;
        _windows = 0;
        if (HearsAlike(trial.Model, champion))
        {
            for (var i = 0; i < batch.Length; i++)
            {
                _joined[i] = counts[i] > 0 && batch[i] is ITrialSource source && source.TryJoin(trial);
                _windows += _joined[i] ? counts[i] : 0;
            }
        }
        else
        {
            trials.Refuse(trial.Order.TrialId,
                $"it hears other features or windows than {champion.Name} {champion.Version}, which serves");
        }

        if (_windows == 0)
            _lease.Dispose();
        return _windows > 0;
    }

    /// <summary>Runs the listener on the windows joined, and hands its posteriors out.</summary>
    /// <param name="batch">As joined.</param>
    /// <param name="counts">As joined.</param>
    /// <param name="features">[windows of the batch, frames, coefficients].</param>
    /// <param name="champion">What the champion took for the whole batch.</param>
    public void Run(
        ReadOnlySpan<IWindowSource> batch, ReadOnlySpan<int> counts, ReadOnlySpan<float> features, TimeSpan champion)
    {
        var trial = _lease.Model;
        try
        {
            Gather(batch, counts, features, trial.Model.ValuesPerWindow);
            MakeRoom(trial.Model.LabelCount);
            var posteriors = _posteriors.AsSpan(0, _windows * trial.Model.LabelCount);
            var started = timeProvider.GetTimestamp();
            trial.Model.Run(_features.AsSpan(0, _windows * trial.Model.ValuesPerWindow), _windows, posteriors);
            var all = Sum(counts[..batch.Length]);
            book.Of(trial.Order).Ran(champion * _windows / all, timeProvider.GetElapsedTime(started));
            Deliver(batch, counts, posteriors, trial.Model.LabelCount);
        }
        catch (Exception e)
        {
            // A candidate that fails is the trial's matter alone.
            trials.Refuse(trial.Order.TrialId, $"its inference failed: {e.Message}");
            for (var i = 0; i < batch.Length; i++)
            {
                if (_joined[i])
                    ((ITrialSource)batch[i]).SkipListener();
            }
        }
        finally
        {
            _lease.Dispose();
        }
    }

    private void Gather(
        ReadOnlySpan<IWindowSource> batch, ReadOnlySpan<int> counts, ReadOnlySpan<float> features, int values)
    {
        if (_features.Length != maxBatch * values)
            _features = new float[maxBatch * values];
        var (from, to) = (0, 0);
        for (var i = 0; i < batch.Length; i++)
        {
            if (_joined[i])
            {
                features.Slice(from * values, counts[i] * values).CopyTo(_features.AsSpan(to * values));
                to += counts[i];
            }

            from += counts[i];
        }
    }

    private void Deliver(
        ReadOnlySpan<IWindowSource> batch, ReadOnlySpan<int> counts, ReadOnlySpan<float> posteriors, int labels)
    {
        var offset = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            if (!_joined[i])
                continue;
            // Once only, whatever happens after it.
            _joined[i] = false;
            ((ITrialSource)batch[i]).DeliverListener(posteriors.Slice(offset * labels, counts[i] * labels), counts[i]);
            offset += counts[i];
        }
    }

    private void MakeRoom(int labels)
    {
        if (_posteriors.Length != maxBatch * labels)
            _posteriors = new float[maxBatch * labels];
    }

    private static bool HearsAlike(KeywordModel listener, KeywordModel champion) =>
        listener.FeaturesSha256 == champion.FeaturesSha256
        && listener.FramesPerWindow == champion.FramesPerWindow
        && listener.StrideFrames == champion.StrideFrames;

    private static int Sum(ReadOnlySpan<int> counts)
    {
        var sum = 0;
        foreach (var count in counts)
            sum += count;
        return sum;
    }
}

/// <summary>Section <c>Trials</c>: models that listen beside the one that serves.</summary>
internal sealed class ListenerOptions
{
    /// <summary>While windows wait longer than this for their batch, the listener of a trial hears none.</summary>
    [TimeRange("00:00:00", "00:00:10")]
    public TimeSpan MaxQueueDelay { get; set; } = TimeSpan.FromMilliseconds(20);
}
