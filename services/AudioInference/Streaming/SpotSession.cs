using System.Threading.Channels;
using AudioInference.Features;
using AudioInference.Models;
using AudioInference.Scheduling;
using Kws.Dsp;
using Kws.ServiceDefaults.Errors;

namespace AudioInference.Streaming;

/// <summary>One device's stream: chunks -> samples -> frames -> windows -> posteriors -> events. Its state is bounded.</summary>
/// <remarks>
/// Three threads meet here: the call's reader feeds audio, a feature source adds frames, an inference worker
/// takes windows and delivers posteriors. The frames and decisions are behind one lock, held for copies and
/// detection only. A session is in the window queue at most once, so fast streams cannot crowd out others.
/// </remarks>
public sealed class SpotSession : IWindowSource, IFeatureSink, IDisposable
{
    private static readonly TimeSpan SilenceAfterTheEnd = TimeSpan.FromMilliseconds(500);
    private const int HistorySeconds = 5;
    private readonly object _gate = new();
    private readonly SessionContext _context;
    private readonly StreamTimeline _timeline;
    private readonly AudioIntake _intake;
    private readonly EventAnnouncer _announcer;
    private InferenceTiming _lastBatch;
    private readonly SessionWindows _windows;
    private readonly SessionDecisions _decisions;
    private readonly SessionOutbox _outbox;
    private readonly RoomSignal _room = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SpotEvent> _events = [];
    private readonly Func<long, TimeSpan> _delaySince;
    private readonly IFeatureStream _features;
    private readonly int _sliceFrames;
    private long _modelSample;
    private long _receivedEnd;
    private int _taken;
    private bool _queued;
    private bool _inputEnded;
    private bool _drained;
    private bool _closed;
    private Exception? _fault;

    /// <summary>Opens a session.</summary>
    /// <exception cref="ArgumentException">A chosen keyword is not one of the model's, or its threshold is out of range.</exception>
    public SpotSession(string sessionId, SpotSettings settings, KeywordModelProfile model, SessionContext context)
    {
        (SessionId, Settings, _context) = (sessionId, settings, context);
        var spec = model.Features;
        var plan = model.PlanFor(settings.Keywords);
        _timeline = new StreamTimeline(settings.SampleRateHz, spec, model.StrideFrames, model.FramesPerWindow);
        AcceptedSample = _receivedEnd = _timeline.AcceptFrom(settings.ResumeSample);
        var firstFrame = _timeline.FirstFrame(AcceptedSample);
        var pendingFrames = (int)(context.Options.MaxPending.TotalSeconds * spec.SampleRateHz / spec.HopSamples);
        var history = context.Detections.WantsAudio ? new AudioHistory(HistorySeconds * settings.SampleRateHz, AcceptedSample) : null;
        _announcer = new EventAnnouncer(sessionId, settings, history, context);
        _intake = new AudioIntake(settings, spec.SampleRateHz, AcceptedSample, history);
        _windows = new SessionWindows(_timeline, spec.Coefficients, firstFrame, _timeline.FirstDecision(AcceptedSample), plan.NearMissReach, pendingFrames);
        _decisions = new SessionDecisions(settings, model, plan, _timeline, _windows, AcceptedSample);
        _modelSample = firstFrame * spec.HopSamples;
        _sliceFrames = spec.SampleRateHz / 10 / spec.HopSamples + 2;
        // Each window still pending may add four events to those that made the outbox congested.
        var unread = context.Options.MaxUnreadResponses;
        _outbox = new SessionOutbox(unread, unread + 4 * (pendingFrames / model.StrideFrames + 16) + plan.NearMissReach);
        _delaySince = arrival => context.Time.GetElapsedTime(arrival);
        _features = context.Features.Open(new FeatureStreamRequest(spec, firstFrame, IsInt16Exact(settings, spec.SampleRateHz), pendingFrames + model.FramesPerWindow), this);
    }

    public string SessionId { get; }

    public SpotSettings Settings { get; }

    public long AcceptedSample { get; }

    public KeywordModelProfile Model => _decisions.Model;

    /// <summary>Samples between decisions, at the device's rate.</summary>
    public int StrideSamples => (int)(_timeline.WindowEndDeviceSample(1) - _timeline.WindowEndDeviceSample(0));

    /// <summary>Samples under one decision, at the device's rate.</summary>
    public int WindowSamples => (int)_timeline.WindowEndDeviceSample(0);

    /// <summary>Completes after the last event; faults with what ended the session early. One reader.</summary>
    public ChannelReader<SpotEvent> Events => _outbox.Reader;

    /// <summary>From where a device resumes without losing a word.</summary>
    public long ResumeSample
    {
        get
        {
            lock (_gate)
                return _decisions.ResumeSample;
        }
    }

    /// <summary>Takes a chunk; waits while the session is behind. One caller at a time.</summary>
    /// <exception cref="InvalidAudioException">The chunk is not usable or leaves a hole.</exception>
    /// <exception cref="LimitExceededException">The device does not read its responses, or no progress was made for the stall limit.</exception>
    /// <exception cref="StreamInterruptedException">Features did not come for the stall limit.</exception>
    public async ValueTask IngestAsync(ReadOnlyMemory<byte> pcm, long firstSample, CancellationToken token)
    {
        var rest = pcm[_intake.BytesToSkip(pcm.Length, firstSample)..];
        while (!rest.IsEmpty)
        {
            if (!HasRoom())
                await WaitForRoomAsync(token);
            var slice = rest[..Math.Min(rest.Length, _intake.MaxReadSamples * _intake.BytesPerSample)];
            Feed(_intake.Read(slice.Span));
            rest = rest[slice.Length..];
        }
    }

    /// <summary>The device sent all: decides what it sent, with silence after it so that a last word is heard whole.</summary>
    public async Task CompleteAsync(CancellationToken token)
    {
        if (_intake.ReceivedEnd > AcceptedSample)
        {
            var rate = Model.Features.SampleRateHz;
            var start = _timeline.FirstFrame(AcceptedSample) * Model.Features.HopSamples;
            var target = Math.Max(_modelSample + (long)(SilenceAfterTheEnd.TotalSeconds * rate), start + _timeline.WindowModelSamples);
            while (_modelSample < target)
            {
                if (!HasRoom())
                    await WaitForRoomAsync(token);
                Feed(_intake.ReadSilence());
            }
        }
        EndInput(drained: false);
        await WaitUntilFinishedAsync(_context.Options.StallLimit, token);
    }

    /// <summary>The server drains: decides the whole windows received, acknowledges them and ends the events.</summary>
    public async Task DrainAsync(TimeSpan limit, CancellationToken token)
    {
        EndInput(drained: true);
        await WaitUntilFinishedAsync(limit, token);
    }

    /// <summary>Tells a session that waits for its device to read that some events were read.</summary>
    public void EventsWereRead()
    {
        if (_outbox.IsCongested)
            return;
        _room.Set();
    }

    public void OnFrames(ReadOnlySpan<float> frames)
    {
        _context.Metrics.Frames(frames.Length / Model.Features.Coefficients);
        lock (_gate)
        {
            if (_closed)
                return;
            _windows.Add(frames);
            QueueIfDue();
        }
    }

    public void OnFailed(Exception exception) => Fault(exception);

    public int Take(KeywordModelProfile model, Span<float> features, int maxWindows)
    {
        lock (_gate)
        {
            _taken = 0;
            if (_closed || !MoveTo(model))
                return 0;
            _taken = Math.Min(maxWindows, _windows.Due);
            for (var i = 0; i < _taken; i++)
                _windows.TakeNext(features.Slice(i * model.ValuesPerWindow, model.ValuesPerWindow));
            return _taken;
        }
    }

    public void Deliver(ReadOnlySpan<float> posteriors, in InferenceTiming timing)
    {
        lock (_gate)
        {
            _queued = false;
            if (_closed)
                return;
            _lastBatch = timing;
            var labels = _decisions.Model.Labels.Count;
            for (var i = 0; i < _taken; i++)
                _decisions.Decide(posteriors.Slice(i * labels, labels), _receivedEnd, _delaySince, _events);
            _windows.Release(_decisions.NextDecision);
            Publish();
            QueueIfDue();
            FinishIfDecided();
        }
        _room.Set();
    }

    public void Fail(Exception exception) =>
        Fault(new StreamInterruptedException("inference failed; reconnect and resume", exception));

    /// <summary>Drops the session's state. Events not read are lost.</summary>
    public void Dispose()
    {
        lock (_gate)
            _closed = true;
        _outbox.Complete();
        _features.Dispose();
        _room.Set();
    }

    /// <summary>Whether 16 bits carry the samples to a feature source: not floats, and nothing that was resampled.</summary>
    private static bool IsInt16Exact(SpotSettings settings, int modelRateHz) =>
        settings.Encoding != PcmEncoding.F32Le && settings.SampleRateHz == modelRateHz;

    private void Feed(ReadOnlySpan<float> samples)
    {
        bool needed;
        lock (_gate)
        {
            _receivedEnd = _intake.ReceivedEnd;
            _modelSample += samples.Length;
            needed = _windows.Arrived(_modelSample, _context.Time.GetTimestamp());
        }
        _features.Write(samples, needed);
    }

    private bool HasRoom()
    {
        lock (_gate)
        {
            if (_fault is not null)
                return false;
            var promised = _modelSample / _timeline.HopSamples + _sliceFrames;
            return promised <= _windows.FrameLimit && !_outbox.IsCongested;
        }
    }

    private async ValueTask WaitForRoomAsync(CancellationToken token)
    {
        var stall = new StallWatch(_context.Options.StallLimit, _context.Time);
        do
        {
            ThrowIfFaulted();
            if (!await stall.WaitAsync(_room, Progress(), token))
                throw Stalled();
        }
        while (!HasRoom());
    }

    /// <summary>Changes whenever the wait for room is not in vain: a decision was made or an event was read.</summary>
    private (long, int) Progress()
    {
        lock (_gate)
            return (_decisions.NextDecision, _outbox.Waiting);
    }

    private Exception Stalled()
    {
        var limit = $"{_context.Options.StallLimit.TotalSeconds:0.#} s";
        lock (_gate)
        {
            if (_outbox.IsCongested)
                return UnreadResponses($"{_outbox.Waiting} for {limit}");
            return _windows.Due == 0
                ? new StreamInterruptedException($"no features came for {limit}; reconnect and resume")
                : new LimitExceededException("audio waiting for a decision", $"{_context.Options.MaxPending.TotalSeconds:0.#} s without progress for {limit}", "the server's capacity: send in real time");
        }
    }

    private LimitExceededException UnreadResponses(string count) =>
        new("unread responses", count, $"{_context.Options.MaxUnreadResponses}: read them while sending");

    private void EndInput(bool drained)
    {
        lock (_gate)
        {
            (_inputEnded, _drained) = (true, drained);
            FinishIfDecided();
        }
    }

    private async Task WaitUntilFinishedAsync(TimeSpan limit, CancellationToken token)
    {
        try
        {
            await _finished.Task.WaitAsync(limit, _context.Time, token);
        }
        catch (TimeoutException e)
        {
            throw new StreamInterruptedException($"the last audio was not decided within {limit.TotalSeconds:0.#} s; reconnect and resume", e);
        }
    }

    private void FinishIfDecided()
    {
        if (!_inputEnded || _closed || _finished.Task.IsCompleted || _timeline.WindowEndModelSample(_decisions.NextDecision) <= _modelSample)
            return;
        if (!_drained)
            _decisions.Finish(_receivedEnd, _events);
        else if (Settings.WantsAcknowledgements)
            _events.Add(_decisions.Acknowledge(_receivedEnd));
        Publish();
        _outbox.Complete();
        _finished.TrySetResult();
    }

    private void QueueIfDue()
    {
        if (_queued || _closed || _windows.Due == 0)
            return;
        _queued = _context.Queue.TryEnqueue(this, urgent: false);
        if (!_queued)
            Fault(new LimitExceededException("windows queued for inference", "one more", "the queue's capacity"));
    }

    private bool MoveTo(KeywordModelProfile model)
    {
        if (ReferenceEquals(model, _decisions.Model))
            return true;
        if (model.Continues(_decisions.Model))
        {
            try
            {
                _decisions.MoveTo(model);
                return true;
            }
            catch (ArgumentException e)
            {
                Fault(new StreamInterruptedException($"model {model.Version} cannot serve this session: {e.Message}", e));
                return false;
            }
        }
        Fault(new StreamInterruptedException($"model {model.Name} {model.Version} hears other features or labels; reconnect and resume"));
        return false;
    }

    /// <summary>Hands the collected events to the device and detections to the sinks.</summary>
    private void Publish()
    {
        foreach (var e in _events)
        {
            if (!_outbox.TryAdd(e))
            {
                _context.Metrics.Dropped(DropReason.Response);
                Fault(UnreadResponses("one more"));
            }
            _announcer.Announce(e, _lastBatch);
        }
        _events.Clear();
    }

    private void Fault(Exception exception)
    {
        lock (_gate)
        {
            if (_fault is not null || _closed)
                return;
            _fault = exception;
            _closed = true;
        }
        _outbox.Complete(exception);
        _finished.TrySetException(exception);
        // Nobody may ever await it.
        _ = _finished.Task.Exception;
        _room.Set();
    }

    private void ThrowIfFaulted()
    {
        Exception? fault;
        lock (_gate)
            fault = _fault;
        if (fault is not null)
            throw fault;
        ObjectDisposedException.ThrowIf(_closed, this);
    }
}
