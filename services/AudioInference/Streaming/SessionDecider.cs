using System.Threading.Channels;
using Kws.AudioInference.Features;
using Kws.AudioInference.Scheduling;
using Kws.AudioInference.Trials;
using Kws.Models;
using Kws.ServiceDefaults.Errors;

namespace Kws.AudioInference.Streaming;

/// <summary>The decision half of a session: frames -> windows -> posteriors -> events.</summary>
/// <remarks>
/// A feature source adds frames, an inference worker takes windows and delivers posteriors, the intake asks for room:
/// one lock, held for copies and detection only, which now and then asks the verifier. A session is queued for
/// inference at most once, so fast streams cannot crowd out others.
/// </remarks>
internal sealed class SessionDecider : IFeatureSink, ITrialSource, ISteppedSource, IDisposable
{
    private static readonly TimeSpan s_mostAhead = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly SessionContext _context;
    private readonly StreamTimeline _timeline;
    private readonly SessionWindows _windows;
    private readonly SessionDecisions _decisions;
    private readonly SessionOutbox _outbox;
    private readonly StreamTrial _trial;
    private readonly RoomSignal _room = new();
    private readonly SessionEnd _end = new();
    private readonly long _firstModelSample;
    private long _modelSample;
    private long _firstAudio;
    private long _receivedEnd;
    private int _taken;
    private StreamState? _state;
    private long _stateDecision = -1;
    private bool _queued;
    private bool _awaitsListener;

    public SessionDecider(
        SpotSettings settings, KeywordModel model, StreamTimeline timeline, long acceptedSample,
            EventAnnouncer announcer, SessionContext context)
    {
        (_context, _timeline, _receivedEnd) = (context, timeline, acceptedSample);
        var plan = model.PlanFor(settings.Keywords, settings.Isolation, settings.VerifierThreshold);
        var firstFrame = timeline.FirstFrame(acceptedSample);
        PendingFrames = (int)(context.Options.MaxPending.TotalSeconds * timeline.ModelRateHz / timeline.HopSamples);
        _modelSample = _firstModelSample = firstFrame * timeline.HopSamples;
        _windows = new SessionWindows(
            timeline, model.FeatureSpec.Coefficients, firstFrame, timeline.FirstDecision(acceptedSample),
                plan.NearMissDelay, PendingFrames, model.VerifierFrames - model.FramesPerWindow);
        _decisions = new SessionDecisions(
            settings, model, plan, timeline, _windows, acceptedSample, context.Metrics, context.Time);
        _trial = new StreamTrial(settings, context.Trials, _windows, context.Time);
        // Each window still pending may add four events to those that made the outbox congested, and with a second look
        // one for each keyword.
        var unread = context.Options.MaxUnreadResponses;
        var each = model.HasVerifier ? 4 + plan.Keywords.Length : 4;
        var capacity = unread + each * (PendingFrames / model.StrideFrames + 16) + plan.TailDecisions;
        _outbox = new SessionOutbox(unread, capacity, announcer);
    }

    /// <summary>Most frames beyond the window that is decided next.</summary>
    public int PendingFrames { get; }

    /// <summary>When audio first came, a timestamp; null: none has.</summary>
    public long? FirstAudio => Interlocked.Read(ref _firstAudio) is var first and not 0 ? first : null;

    public int HeldBytes => _windows.MostBytes + (Volatile.Read(ref _state)?.HeldBytes ?? 0);

    public KeywordModel Model => _decisions.Model;

    public ChannelReader<SpotEvent> Events => _outbox.Reader;

    public long ResumeSample
    {
        get
        {
            lock (_gate)
                return _decisions.ResumeSample;
        }
    }

    /// <summary>Notes that audio arrived whose frames will come.</summary>
    /// <param name="receivedEnd">One past the last sample received, at the device's rate.</param>
    /// <param name="modelSample">One past the last sample at the model's rate.</param>
    /// <returns>Whether it completes a window, so that its frames are waited for.</returns>
    public bool Expect(long receivedEnd, long modelSample)
    {
        lock (_gate)
        {
            (_receivedEnd, _modelSample) = (receivedEnd, modelSample);
            var now = _context.Time.GetTimestamp();
            if (_firstAudio == 0)
                Interlocked.Exchange(ref _firstAudio, now);
            var windows = _windows.Arrived(modelSample, now);
            if (windows > 0 && IsRealTime(now))
                _context.Admission.Came(windows);
            return windows > 0;
        }
    }

    /// <summary>Whether frames up to a number may come, without losing any that is not decided or telling more than is
    /// read.</summary>
    public bool HasRoom(long promisedFrames)
    {
        lock (_gate)
            return _end.Fault is null && promisedFrames <= _windows.FrameLimit && !_outbox.IsCongested;
    }

    /// <summary>Waits for room.</summary>
    /// <exception cref="LimitExceededException">The device does not read its events, or sends faster than the server
    /// decides.</exception>
    /// <exception cref="StreamInterruptedException">No features came for the limit.</exception>
    public async ValueTask WaitForRoomAsync(
        long promisedFrames,
        TimeSpan stallLimit,
        CancellationToken cancellationToken)
    {
        var stall = new StallWatch(stallLimit, _context.Time);
        do
        {
            _end.ThrowIfEnded();
            if (!await stall.WaitAsync(_room, Progress(), cancellationToken))
                throw Stalled(stallLimit);
        }
        while (!HasRoom(promisedFrames));
    }

    /// <summary>No more audio comes; the events end once all that came is decided.</summary>
    public void EndInput(bool drained)
    {
        lock (_gate)
        {
            _end.EndInput(drained);
            FinishIfDecided();
        }
    }

    /// <exception cref="StreamInterruptedException">Not all was decided within the limit.</exception>
    public Task WaitUntilFinishedAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        _end.WaitUntilFinishedAsync(limit, _context.Time, cancellationToken);

    public void EventsWereRead()
    {
        if (!_outbox.IsCongested)
            _room.Set();
    }

    public void OnFrames(ReadOnlySpan<float> frames)
    {
        _context.Metrics.Frames(frames.Length / Model.FeatureSpec.Coefficients);
        lock (_gate)
        {
            if (_end.IsClosed)
                return;
            _windows.Add(frames);
            QueueIfDue();
        }
    }

    public void OnFailed(Exception exception) => Fault(exception);

    public int Take(KeywordModel model, Span<float> features, int maxWindows)
    {
        lock (_gate)
        {
            _taken = 0;
            if (_end.IsClosed || !MoveTo(model))
                return 0;
            _taken = Math.Min(maxWindows, _windows.Due);
            for (var i = 0; i < _taken; i++)
                _windows.TakeNext(features.Slice(i * model.ValuesPerWindow, model.ValuesPerWindow));
            return _taken;
        }
    }

    public StreamState? TakeStep(KeywordModel model, Span<float> frames)
    {
        lock (_gate)
        {
            _taken = 0;
            if (_end.IsClosed || _windows.Due == 0 || _state is not { } state || !ReferenceEquals(state.Model, model)
                || _stateDecision != _windows.NextDecision || !MoveTo(model))
                return null;
            _windows.TakeStep(frames);
            _taken = 1;
            _stateDecision = _windows.NextDecision;
            return state;
        }
    }

    public StreamState? StateToBegin(KeywordModel model)
    {
        lock (_gate)
        {
            if (_taken == 0)
                return null;
            if (!ReferenceEquals(_state?.Model, model))
                _state = model.NewState();
            _stateDecision = _windows.NextDecision;
            return _state;
        }
    }

    public void Deliver(ReadOnlySpan<float> posteriors, in InferenceTiming timing)
    {
        lock (_gate)
        {
            // With a listener the next windows wait until it has heard these.
            _queued = _awaitsListener;
            if (_end.IsClosed)
                return;
            var labels = Model.LabelCount;
            if (_taken > 0 && IsRealTime(timing.EndedTimestamp))
                MeasureDelays(timing.EndedTimestamp);
            for (var i = 0; i < _taken; i++)
                Decide(posteriors.Slice(i * labels, labels));
            if (!_awaitsListener)
                _windows.Release(_decisions.NextDecision);
            Publish(timing);
            QueueIfDue();
            FinishIfDecided();
        }
        _room.Set();
    }

    public bool TryJoin(TrialModel<KeywordModel> trial)
    {
        lock (_gate)
            return _awaitsListener = !_end.IsClosed && _trial.TryJoin(trial, Model, _decisions.NextDecision);
    }

    public void DeliverListener(ReadOnlySpan<float> posteriors, int windows)
    {
        lock (_gate)
        {
            try
            {
                _trial.Listener(posteriors, windows);
            }
            catch
            {
                _trial.Leave(isWhole: false);
                throw;
            }
            finally
            {
                ListenerHeard();
            }
        }
        _room.Set();
    }

    public void SkipListener()
    {
        lock (_gate)
        {
            _trial.Leave(isWhole: false);
            ListenerHeard();
        }
        _room.Set();
    }

    public void Fail(Exception exception) =>
        Fault(new StreamInterruptedException("inference failed; reconnect and resume", exception));

    /// <summary>The server ends the session early.</summary>
    public void End(Exception reason) => Fault(reason);

    public void Dispose()
    {
        lock (_gate)
        {
            _end.Close();
            if (!_awaitsListener)
                _trial.Leave(isWhole: false);
        }
        _outbox.Complete();
        _room.Set();
    }

    private void Decide(ReadOnlySpan<float> posteriors)
    {
        var decision = _decisions.NextDecision;
        if (_decisions.Decide(posteriors, _receivedEnd) is { } keyword && _awaitsListener)
            _trial.Champion(decision, keyword);
    }

    private void ListenerHeard()
    {
        (_awaitsListener, _queued) = (false, false);
        // Not before: the listener's verifier hears the frames of these decisions too.
        _windows.Release(_decisions.NextDecision);
        if (_end.IsFinished || _end.IsClosed)
            _trial.Leave(isWhole: _end is { IsFinished: true, Fault: null, IsDrained: false });
        else
            QueueIfDue();
    }

    /// <summary>Whether the device is not ahead of its audio: one that sends a recording as fast as it can waits for
    /// its own.</summary>
    private bool IsRealTime(long now)
    {
        var audio = (double)(_modelSample - _firstModelSample) / _timeline.ModelRateHz;
        return audio <= (_context.Time.GetElapsedTime(_firstAudio, now) + s_mostAhead).TotalSeconds;
    }

    private void MeasureDelays(long decidedAt)
    {
        for (var i = 0; i < _taken; i++)
            _context.Admission.Decided(
                _context.Time.GetElapsedTime(_windows.ArrivalOf(_decisions.NextDecision + i), decidedAt));
    }

    private void QueueIfDue()
    {
        if (_queued || _end.IsClosed || _windows.Due == 0)
            return;
        _queued = _context.Scheduler.TryEnqueue(this, urgent: false);
        if (!_queued)
            Fault(new LimitExceededException("windows queued for inference", "one more", "the queue's capacity"));
    }

    private bool MoveTo(KeywordModel model)
    {
        if (ReferenceEquals(model, Model))
            return true;
        var reason = $"model {model.Name} {model.Version} hears other features or labels, or decides otherwise; "
            + "reconnect and resume";
        if (model.Continues(Model) && _decisions.TryMoveTo(model, out reason))
            return true;
        Fault(new StreamInterruptedException(reason));
        return false;
    }

    private void FinishIfDecided()
    {
        if (!_end.IsInputEnded || _end.IsClosed || _end.IsFinished
            || _timeline.WindowEndModelSample(_decisions.NextDecision) <= _modelSample)
            return;
        _decisions.Finish(_receivedEnd, _end.IsDrained);
        Publish(default);
        _outbox.Complete();
        _end.Finish();
        if (!_awaitsListener)
            _trial.Leave(isWhole: !_end.IsDrained);
    }

    /// <summary>Hands what was decided to the device and to the sinks.</summary>
    private void Publish(in InferenceTiming batch)
    {
        if (!_outbox.TryPublish(_decisions.Events, batch))
            Fault(UnreadResponses("one more"));
        _decisions.Events.Clear();
    }

    private void Fault(Exception exception)
    {
        lock (_gate)
        {
            if (!_end.TryFault(exception))
                return;
        }
        _outbox.Complete(exception);
        _room.Set();
    }

    /// <summary>Changes whenever the wait for room is not in vain: a decision was made or an event was read.</summary>
    private (long, int) Progress()
    {
        lock (_gate)
            return (_decisions.NextDecision, _outbox.Waiting);
    }

    private Exception Stalled(TimeSpan limit)
    {
        var seconds = $"{limit.TotalSeconds:0.#} s";
        lock (_gate)
        {
            if (_outbox.IsCongested)
                return UnreadResponses($"{_outbox.Waiting} for {seconds}");
            if (_windows.Due == 0)
                return new StreamInterruptedException($"no features came for {seconds}; reconnect and resume");
            var pending = $"{_context.Options.MaxPending.TotalSeconds:0.#} s without progress for {seconds}";
            return new LimitExceededException("audio waiting for a decision", pending,
                "the server's capacity: send in real time");
        }
    }

    private LimitExceededException UnreadResponses(string count) =>
        new("unread responses", count, $"{_context.Options.MaxUnreadResponses}: read them while sending");
}
