using AudioInference.Detection;
using AudioInference.Models;
using Kws.Dsp;

namespace AudioInference.Streaming;

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
    private DetectionPlan _plan;
    private KeywordModelProfile _model;

    public SessionDecisions(SpotSettings settings, KeywordModelProfile model, DetectionPlan plan, StreamTimeline timeline, SessionWindows windows, long acceptedSample)
    {
        (_settings, _model, _plan, _timeline, _windows) = (settings, model, plan, timeline, windows);
        var first = timeline.FirstDecision(acceptedSample);
        _firstReported = acceptedSample == 0 ? 0 : first + plan.MemoryDecisions;
        _detector = new KeywordDetector(plan, first, _firstReported);
        var spec = model.Features;
        _bounds = new WordBoundsEstimator(spec.Coefficients, spec.Kind == FeatureKind.Mfcc, spec.Log == LogKind.Decimal ? MathF.Log(10) : 1);
        _acknowledgeStride = Math.Max(1, (int)(AcknowledgeEvery / model.Stride));
    }

    /// <summary>The decision that is made next.</summary>
    public long NextDecision => _detector.NextDecision;

    public KeywordModelProfile Model => _model;

    /// <summary>From where a device resumes without losing a word that was not yet reported.</summary>
    public long ResumeSample => _timeline.ResumeFor(Math.Max(_detector.NextDecision, _firstReported), _plan.MemoryDecisions);

    /// <summary>Goes on with another version of the model, from the next decision on.</summary>
    /// <param name="model">Must continue the present one.</param>
    public void MoveTo(KeywordModelProfile model)
    {
        _plan = model.PlanFor(_settings.Keywords);
        _model = model;
        _detector.Adopt(_plan);
    }

    /// <summary>Takes one decision's posteriors and writes what there is to tell, at most four events.</summary>
    /// <param name="posteriors">[labels].</param>
    /// <param name="receivedEnd">One past the last sample the device sent: positions are not beyond it.</param>
    /// <param name="delaySince">Gives the time since the window's last sample came.</param>
    /// <param name="events">Receives the events.</param>
    public void Decide(ReadOnlySpan<float> posteriors, long receivedEnd, Func<long, TimeSpan> delaySince, List<SpotEvent> events)
    {
        var decision = _detector.NextDecision;
        var output = _detector.Decide(posteriors);
        var decided = Math.Min(receivedEnd, _timeline.WindowEndDeviceSample(decision));
        if (_settings.WantsScores && decision >= _firstReported)
            events.Add(new DecisionScored(decided, _detector.Scores.ToArray()));
        if (output.HasKeyword)
            events.Add(Spotted(decision, decided, receivedEnd, output, delaySince(_windows.ArrivalOf(decision))));
        if (output.NearMiss is { } miss)
            events.Add(NearlySpotted(miss, receivedEnd));
        if (_settings.WantsAcknowledgements && (output.HasKeyword || (decision + 1) % _acknowledgeStride == 0))
            events.Add(new AudioAcknowledged(decided, ResumeSample));
    }

    /// <summary>How far the audio was decided.</summary>
    public AudioAcknowledged Acknowledge(long receivedEnd)
    {
        var decided = _detector.NextDecision == 0 ? 0 : _timeline.WindowEndDeviceSample(_detector.NextDecision - 1);
        return new AudioAcknowledged(Math.Min(receivedEnd, decided), ResumeSample);
    }

    /// <summary>What is still to tell after the last decision of a recording that ended.</summary>
    public void Finish(long receivedEnd, List<SpotEvent> events)
    {
        var resume = ResumeSample;
        for (var i = 0; i < _plan.NearMissReach; i++)
        {
            if (_detector.DecideNothingHeard() is { } miss)
                events.Add(NearlySpotted(miss, receivedEnd));
        }
        if (_settings.WantsAcknowledgements)
            events.Add(new AudioAcknowledged(receivedEnd, resume));
    }

    private KeywordSpotted Spotted(long decision, long decided, long receivedEnd, DetectorOutput output, TimeSpan delay)
    {
        var label = _plan.Labels[output.Label];
        var (start, end) = Bounds(decision, receivedEnd);
        var id = DetectionId.Create(_settings.DeviceId, _settings.RecordingId, label, _timeline.WindowEndModelSample(decision));
        return new KeywordSpotted(id, label, output.Confidence, start, end, decided, _model.Name, _model.Version, delay);
    }

    private KeywordNearlySpotted NearlySpotted(NearMissPeak miss, long receivedEnd)
    {
        var (start, end) = Bounds(miss.Decision, receivedEnd);
        var rival = miss.Rival < 0 ? "" : _plan.Labels[miss.Rival];
        return new KeywordNearlySpotted(_plan.Labels[miss.Label], miss.Score, _plan.Threshold(miss.Label), rival, miss.RivalScore, start, end);
    }

    private (long Start, long End) Bounds(long decision, long receivedEnd)
    {
        var (firstFrame, frames) = _windows.Context(decision);
        var bounds = _bounds.Estimate(frames, _timeline.FramesPerWindow);
        var end = Math.Min(receivedEnd, _timeline.FrameEndDeviceSample(firstFrame + bounds.EndFrame - 1));
        return (Math.Min(end, _timeline.FrameDeviceSample(firstFrame + bounds.StartFrame)), end);
    }
}
