using System.Diagnostics.Metrics;
using Kws.Models;

namespace Kws.AudioInference;

/// <summary>Why something accepted was lost.</summary>
internal enum AudioDropReason
{
    /// <summary>A response to a device that does not read.</summary>
    Response,

    /// <summary>A detection that a sink (bus, archive) refused.</summary>
    DetectionSink,

    /// <summary>Windows whose inference failed.</summary>
    Inference,
}

/// <summary>The service's instruments, all named <c>kws.audio.*</c>.</summary>
internal sealed class AudioInferenceMetrics : IModelListener
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string SourceName = "Kws.AudioInference";

    private readonly UpDownCounter<int> _streams;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _computedHere;
    private readonly Counter<long> _windows;
    private readonly Histogram<int> _batch;
    private readonly Gauge<int> _overload;
    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _inference;
    private readonly Histogram<double> _delay;
    private readonly Counter<long> _keywords;
    private readonly Counter<long> _nearMisses;
    private readonly Counter<long> _looks;
    private readonly Histogram<double> _verifier;
    private readonly Counter<long> _verifierRefused;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _models;
    private readonly Counter<long> _trialWindows;
    private readonly Counter<long> _trialDetections;

    public AudioInferenceMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(SourceName);
        _streams = meter.CreateUpDownCounter<int>("kws.audio.streams.open", "{stream}", "Spot streams open now");
        _ended = meter.CreateCounter<long>("kws.audio.streams.ended", "{stream}",
            "Spot streams that ended, by outcome");
        _refused = meter.CreateCounter<long>("kws.audio.streams.refused", "{stream}",
            "Spot streams that the server had no headroom for, by stage");
        _overload = meter.CreateGauge<int>("kws.audio.overloaded", "1",
            "1 while new streams are refused for late decisions");
        _frames = meter.CreateCounter<long>("kws.audio.frames", "{frame}", "Feature frames received");
        _computedHere = meter.CreateCounter<long>("kws.audio.frames.in_process", "{frame}",
            "Feature frames computed in this process because no FeatureExtraction answered");
        _windows = meter.CreateCounter<long>("kws.audio.windows", "{window}",
            "Windows inferred, by how they were heard: whole, or by the step that ends them");
        _batch = meter.CreateHistogram<int>("kws.audio.batch.size", "{window}", "Windows in one inference batch");
        _queue = meter.CreateHistogram<double>("kws.audio.queue.delay", "s",
            "Time the oldest item of a batch waited for it");
        _inference = meter.CreateHistogram<double>("kws.audio.inference.duration", "s", "Time of one inference batch");
        _delay = meter.CreateHistogram<double>("kws.audio.keyword.delay", "s",
            "Time from receipt of a keyword's last sample to its event");
        _keywords = meter.CreateCounter<long>("kws.audio.keywords", "{keyword}", "Keywords reported, by label");
        _nearMisses = meter.CreateCounter<long>("kws.audio.near_misses", "{keyword}", "Near misses, by label");
        _looks = meter.CreateCounter<long>("kws.audio.verifier.looks", "{look}",
            "Second looks at a keyword that may have been spoken, by label");
        _verifier = meter.CreateHistogram<double>("kws.audio.verifier.duration", "s",
            "Time of one inference of the verifier");
        _verifierRefused = meter.CreateCounter<long>("kws.audio.verifier.refused", "{keyword}",
            "Keywords that no second look confirmed, by label");
        _dropped = meter.CreateCounter<long>("kws.audio.dropped", "{item}", "What was accepted and lost, by reason");
        _models = meter.CreateCounter<long>("kws.audio.model.loads", "{load}",
            "Models loaded or refused, by version and outcome");
        _trialWindows = meter.CreateCounter<long>("kws.audio.trial.windows", "{window}",
            "Windows of streams in a trial, by what became of them: heard by the listener too, or skipped");
        _trialDetections = meter.CreateCounter<long>("kws.audio.trial.detections", "{keyword}",
            "Detections in a trial, by label and by who made them: agreed, listener, champion, or near_miss");
    }

    public void StreamOpened() => _streams.Add(1);

    /// <param name="outcome">completed, cancelled, interrupted, cut, refused or failed.</param>
    public void StreamEnded(string outcome)
    {
        _streams.Add(-1);
        _ended.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
    }

    /// <param name="stage">new, or begun: its audio was taken already.</param>
    public void StreamRefused(string stage) =>
        _refused.Add(1, new KeyValuePair<string, object?>("stage", stage));

    public void Overload(bool isOverloaded) => _overload.Record(isOverloaded ? 1 : 0);

    public void Frames(int count) => _frames.Add(count);

    public void FramesComputedHere(int count) => _computedHere.Add(count);

    /// <param name="whole">Windows heard from their beginning.</param>
    /// <param name="steps">Windows of which only the end was new.</param>
    /// <param name="queued">How long the oldest item waited.</param>
    /// <param name="inference">How long the batch ran.</param>
    public void Batch(int whole, int steps, TimeSpan queued, TimeSpan inference)
    {
        if (whole > 0)
            _windows.Add(whole, new KeyValuePair<string, object?>("heard", "whole"));
        if (steps > 0)
            _windows.Add(steps, new KeyValuePair<string, object?>("heard", "step"));
        _batch.Record(whole + steps);
        _queue.Record(queued.TotalSeconds);
        _inference.Record(inference.TotalSeconds);
    }

    public void Keyword(string label, TimeSpan delay)
    {
        _keywords.Add(1, new KeyValuePair<string, object?>("label", label));
        _delay.Record(delay.TotalSeconds);
    }

    public void NearMiss(string label) => _nearMisses.Add(1, new KeyValuePair<string, object?>("label", label));

    /// <summary>The verifier was asked about a label.</summary>
    public void SecondLook(string label) => _looks.Add(1, new KeyValuePair<string, object?>("label", label));

    public void Verified(TimeSpan duration) => _verifier.Record(duration.TotalSeconds);

    public void VerifierRefused(string label) =>
        _verifierRefused.Add(1, new KeyValuePair<string, object?>("label", label));

    public void Dropped(AudioDropReason reason, int count = 1) =>
        _dropped.Add(count, new KeyValuePair<string, object?>("reason", reason.ToString()));

    public void TrialWindows(long windows, string outcome) =>
        _trialWindows.Add(windows, new KeyValuePair<string, object?>("outcome", outcome));

    public void TrialDetection(string label, string by) => _trialDetections.Add(
        1, new KeyValuePair<string, object?>("label", label), new KeyValuePair<string, object?>("by", by));

    void IModelListener.Activated(ModelManifest model, ModelCandidate package) =>
        ModelLoaded(model.Version, "active");

    void IModelListener.Rejected(ModelCandidate? package, string reason) =>
        ModelLoaded(Path.GetFileName(package?.Folder) ?? "(none)", "refused");

    private void ModelLoaded(string version, string outcome) => _models.Add(
        1, new KeyValuePair<string, object?>("version", version),
            new KeyValuePair<string, object?>("outcome", outcome));
}
