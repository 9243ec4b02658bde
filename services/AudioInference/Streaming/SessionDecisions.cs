using Kws.AudioInference.Detection;
using Kws.Features;
using Kws.Models;

namespace Kws.AudioInference.Streaming;

/// <summary>Turns the posteriors of one session into the events its device asked for. Not thread-safe.</summary>
internal sealed class SessionDecisions
{
    private static readonly TimeSpan AcknowledgeEvery = TimeSpan.FromMilliseconds(500);
    private readonly SpotSettings _settings;
    private readonly StreamTimeline _timeline;
    private readonly SessionWindows _windows;
    private readonly WordBoundsEstimator _bounds;
    private readonly KeywordDetector _detector;
    private readonly long _firstReported;
    private readonly int _acknowledgeStride;
    private readonly TimeProvider _timeProvider;
    private readonly AudioInferenceMetrics _metrics;
    private SessionSecondLook? _secondLook;
    private DetectionPlan _plan;
    private KeywordModel _model;

    public SessionDecisions(
        SpotSettings settings,
        KeywordModel model,
        DetectionPlan plan,
        StreamTimeline timeline,
        SessionWindows windows,
        long acceptedSample,
        AudioInferenceMetrics metrics,
        TimeProvider timeProvider)
    {
        (_settings, _model, _plan, _timeline, _windows, _metrics, _timeProvider) =
            (settings, model, plan, timeline, windows, metrics, timeProvider);
        _secondLook = SessionSecondLook.For(model, windows, metrics, timeProvider);
        var first = timeline.FirstDecision(acceptedSample);
        _firstReported = acceptedSample == 0 ? 0 : first + plan.MemoryDecisions;
        _detector = new KeywordDetector(plan, first, _firstReported);
        var spec = model.FeatureSpec;
        _bounds = new WordBoundsEstimator(spec.Coefficients, spec.Kind == FeatureKind.Mfcc,
            spec.Log == LogKind.Decimal ? MathF.Log(10) : 1);
        _acknowledgeStride = Math.Max(1, (int)(AcknowledgeEvery / model.Stride));
    }

    /// <summary>The decision that is made next.</summary>
    public long NextDecision => _detector.NextDecision;

    public KeywordModel Model => _model;

    /// <summary>From where a device resumes without losing a word that was not yet reported.</summary>
    public long ResumeSample =>
        _timeline.ResumeFor(Math.Max(_detector.NextDecision, _firstReported), _plan.MemoryDecisions);

    /// <summary>What there is to tell; whoever tells it clears it.</summary>
    public List<SpotEvent> Events { get; } = [];

    /// <summary>Goes on with another version of the model, from the next decision on.</summary>
    /// <param name="model">Must continue the present one.</param>
    /// <param name="reason">Why not.</param>
    public bool TryMoveTo(KeywordModel model, out string reason)
    {
        try
        {
            _plan = model.PlanFor(_settings.Keywords, _settings.Isolation, _settings.VerifierThreshold);
            _model = model;
            _secondLook = SessionSecondLook.For(model, _windows, _metrics, _timeProvider);
            _detector.Adopt(_plan);
            reason = "";
            return true;
        }
        catch (ArgumentException e)
        {
            reason = $"model {model.Version} cannot serve this session: {e.Message}";
            return false;
        }
    }

    /// <summary>Takes one decision's posteriors and writes what there is to tell: at most four events, and one for each
    /// keyword that the second look refused.</summary>
    /// <param name="posteriors">[labels].</param>
    /// <param name="receivedEnd">One past the last sample the device sent: positions are not beyond it.</param>
    /// <returns>The keyword that was spotted; null: none.</returns>
    public string? Decide(ReadOnlySpan<float> posteriors, long receivedEnd)
    {
        var decision = _detector.NextDecision;
        var output = _detector.Decide(posteriors, _secondLook);
        var decided = Math.Min(receivedEnd, _timeline.WindowEndDeviceSample(decision));
        if (_settings.WantsScores && decision >= _firstReported)
            Events.Add(new DecisionScored(decided, _detector.Scores.ToArray()));
        if (output.HasKeyword)
            Events.Add(Spotted(decision, decided, receivedEnd, output,
                _timeProvider.GetElapsedTime(_windows.ArrivalOf(decision))));
        if (output.NearMiss is { } miss)
            Events.Add(NearlySpotted(miss, receivedEnd));
        TellRefused(receivedEnd);
        if (_settings.WantsAcknowledgements && (output.HasKeyword || (decision + 1) % _acknowledgeStride == 0))
            Events.Add(new AudioAcknowledged(decided, ResumeSample));
        return output.HasKeyword ? _plan.Labels[output.Label] : null;
    }

    /// <summary>Writes what is still to tell after the last decision.</summary>
    /// <param name="receivedEnd">One past the last sample the device sent.</param>
    /// <param name="drained">Whether the recording goes on elsewhere; otherwise it has ended.</param>
    public void Finish(long receivedEnd, bool drained)
    {
        var resume = ResumeSample;
        if (drained)
        {
            var decided = _detector.NextDecision == 0 ? 0 : _timeline.WindowEndDeviceSample(_detector.NextDecision - 1);
            if (_settings.WantsAcknowledgements)
                Events.Add(new AudioAcknowledged(Math.Min(receivedEnd, decided), resume));
            return;
        }
        for (var i = 0; i < _plan.TailDecisions; i++)
        {
            if (_detector.DecideNothingHeard() is { } miss)
                Events.Add(NearlySpotted(miss, receivedEnd));
            TellRefused(receivedEnd);
        }
        if (_settings.WantsAcknowledgements)
            Events.Add(new AudioAcknowledged(receivedEnd, resume));
    }

    /// <summary>A word that the second look refused is a near miss too, with a score at or above the
    /// threshold.</summary>
    private void TellRefused(long receivedEnd)
    {
        foreach (var refused in _detector.Refused)
        {
            _metrics.VerifierRefused(_plan.Labels[refused.Label]);
            if (_plan.NearMissShare < 1)
                Events.Add(NearlySpotted(refused, receivedEnd));
        }
    }

    private KeywordSpotted Spotted(long decision, long decided, long receivedEnd, DetectorOutput output, TimeSpan delay)
    {
        var label = _plan.Labels[output.Label];
        var (start, end) = Bounds(decision, receivedEnd);
        var id = DetectionId.Create(_settings.DeviceId, _settings.RecordingId, label,
            _timeline.WindowEndModelSample(decision));
        return new KeywordSpotted(id, label, output.Confidence, start, end, decided, _model.Name,
            _model.Version, delay);
    }

    private KeywordNearlySpotted NearlySpotted(NearMissPeak miss, long receivedEnd)
    {
        var (start, end) = Bounds(miss.Decision, receivedEnd);
        var rival = miss.Rival < 0 ? "" : _plan.Labels[miss.Rival];
        return new KeywordNearlySpotted(_plan.Labels[miss.Label], miss.Score, _plan.Threshold(miss.Label), rival,
            miss.RivalScore, start, end);
    }

    private (long Start, long End) Bounds(long decision, long receivedEnd)
    {
        var (firstFrame, frames) = _windows.Context(decision);
        var bounds = _bounds.Estimate(frames, _timeline.FramesPerWindow);
        var end = Math.Min(receivedEnd, _timeline.FrameEndDeviceSample(firstFrame + bounds.EndFrame - 1));
        return (Math.Min(end, _timeline.FrameDeviceSample(firstFrame + bounds.StartFrame)), end);
    }
}
