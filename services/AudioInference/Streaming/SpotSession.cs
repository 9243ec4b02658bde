using System.Threading.Channels;
using Kws.Audio;
using Kws.AudioInference.Features;
using Kws.AudioInference.Overload;
using Kws.Models;
using Kws.ServiceDefaults.Errors;

namespace Kws.AudioInference.Streaming;

/// <summary>One device's stream. Its state is bounded.</summary>
/// <remarks>
/// Two halves: <see cref="SessionIntake"/> (chunks -> samples -> the feature source), driven by the call's reader, and
/// <see cref="SessionDecider"/> (frames -> windows -> posteriors -> events), driven by the feature source and by the
/// inference workers. Between them lie the frames promised and not yet decided, a bounded queue: the intake waits while
/// it is full, or while the device leaves its events unread.
/// </remarks>
internal sealed class SpotSession : IAdmitted, IDisposable
{
    private const int HistorySeconds = 5;
    // About: queues, the call, the stream of features.
    private const int OwnBytes = 32 * 1024;

    private readonly SessionContext _context;
    private readonly StreamTimeline _timeline;
    private readonly SessionDecider _decider;
    private readonly SessionIntake _intake;
    private readonly WordClips? _clips;

    /// <summary>Opens a session.</summary>
    /// <exception cref="ArgumentException">A chosen keyword is not one of the model's, or its threshold is out of
    /// range.</exception>
    public SpotSession(string sessionId, SpotSettings settings, KeywordModel model, SessionContext context)
    {
        (SessionId, Settings, _context) = (sessionId, settings, context);
        var spec = model.FeatureSpec;
        _timeline = new StreamTimeline(settings.SampleRateHz, spec, model.StrideFrames, model.FramesPerWindow);
        AcceptedSample = _timeline.AcceptFrom(settings.ResumeSample);
        _clips = context.Detections.WantsAudio
            ? new WordClips(new AudioHistory(HistorySeconds * settings.SampleRateHz, AcceptedSample),
                settings.SampleRateHz, AcceptedSample, context.Detections)
            : null;
        var announcer = new EventAnnouncer(sessionId, settings, _clips, context);
        _decider = new SessionDecider(settings, model, _timeline, AcceptedSample, announcer, context);
        var firstFrame = _timeline.FirstFrame(AcceptedSample);
        var request = new FeatureStreamRequest(
            spec, firstFrame, IsInt16Exact(settings, spec.SampleRateHz),
                _decider.PendingFrames + model.FramesPerWindow);
        var audio = new AudioIntake(settings, spec.SampleRateHz, AcceptedSample, _clips);
        HeldBytes = OwnBytes + _decider.HeldBytes
            + (_clips is null ? 0 : HistorySeconds * settings.SampleRateHz * sizeof(short));
        _intake = new SessionIntake(audio, context.Features.Open(request, _decider), _decider, _timeline,
            AcceptedSample, context);
    }

    public string SessionId { get; }

    public SpotSettings Settings { get; }

    public long AcceptedSample { get; }

    public KeywordModel Model => _decider.Model;

    /// <summary>Bytes that the session holds from its begin on.</summary>
    public int HeldBytes { get; }

    /// <summary>Samples between decisions, at the device's rate.</summary>
    public int StrideSamples => (int)(_timeline.WindowEndDeviceSample(1) - _timeline.WindowEndDeviceSample(0));

    /// <summary>Samples under one decision, at the device's rate.</summary>
    public int WindowSamples => (int)_timeline.WindowEndDeviceSample(0);

    /// <summary>Completes after the last event; faults with what ended the session early. One reader.</summary>
    public ChannelReader<SpotEvent> Events => _decider.Events;

    public TimeSpan Stride => _decider.Model.Stride;

    public long? FirstAudio => _decider.FirstAudio;

    /// <summary>From where a device resumes without losing a word.</summary>
    public long ResumeSample => _decider.ResumeSample;

    /// <summary>Takes a chunk; waits while the session is behind. One caller at a time.</summary>
    /// <exception cref="InvalidAudioException">The chunk is not usable or leaves a hole.</exception>
    /// <exception cref="LimitExceededException">The device does not read its responses, or no progress was made for the
    /// stall limit.</exception>
    /// <exception cref="StreamInterruptedException">Features did not come for the stall limit.</exception>
    public ValueTask IngestAsync(ReadOnlyMemory<byte> pcm, long firstSample, CancellationToken cancellationToken) =>
        _intake.IngestAsync(pcm, firstSample, cancellationToken);

    /// <summary>The device sent all: decides what it sent, with silence after it so that a last word is heard
    /// whole.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _intake.PadAsync(cancellationToken);
        _decider.EndInput(drained: false);
        await _decider.WaitUntilFinishedAsync(_context.Options.StallLimit, cancellationToken);
    }

    /// <summary>The server drains: decides the whole windows received, acknowledges them and ends the events.</summary>
    public async Task DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        _decider.EndInput(drained: true);
        await _decider.WaitUntilFinishedAsync(limit, cancellationToken);
    }

    public void End(OverloadedException reason) => _decider.End(reason);

    /// <summary>Tells a session that waits for its device to read that some events were read.</summary>
    public void EventsWereRead() => _decider.EventsWereRead();

    /// <summary>Drops the session's state. Events not read are lost.</summary>
    public void Dispose()
    {
        _decider.Dispose();
        _intake.Dispose();
        _clips?.End();
    }

    /// <summary>Whether 16 bits carry the samples to a feature source: not floats, and nothing that was
    /// resampled.</summary>
    private static bool IsInt16Exact(SpotSettings settings, int modelRateHz) =>
        settings.Encoding != PcmEncoding.F32Le && settings.SampleRateHz == modelRateHz;
}
