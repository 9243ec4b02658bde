using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kws.Models;

namespace Kws.VisionInference;

/// <summary>Why something accepted was lost.</summary>
internal enum VisionDropReason
{
    /// <summary>A picture whose inference failed.</summary>
    Inference,

    /// <summary>A letter or word that was not spoken.</summary>
    Speech,

    /// <summary>A letter or word that a sink (bus) refused.</summary>
    ReadingSink,
}

/// <summary>The service's instruments, all named <c>kws.vision.*</c>, and its activity source.</summary>
internal sealed class VisionInferenceMetrics : IModelListener
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string SourceName = "Kws.VisionInference";

    private static readonly ActivitySource Activities = new(SourceName);

    private readonly UpDownCounter<int> _streams;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _pictures;
    private readonly Counter<long> _unreadable;
    private readonly Counter<long> _flawed;
    private readonly Histogram<double> _decode;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _inference;
    private readonly Counter<long> _letters;
    private readonly Counter<long> _words;
    private readonly Histogram<double> _speech;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _models;

    public VisionInferenceMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(SourceName);
        _streams = meter.CreateUpDownCounter<int>("kws.vision.streams.open", "{stream}", "Read streams open now");
        _ended = meter.CreateCounter<long>("kws.vision.streams.ended", "{stream}",
            "Read streams that ended, by outcome");
        _pictures = meter.CreateCounter<long>("kws.vision.pictures", "{picture}", "Pictures inferred");
        _unreadable = meter.CreateCounter<long>("kws.vision.pictures.unreadable", "{picture}",
            "Pictures that could not be decoded");
        _flawed = meter.CreateCounter<long>("kws.vision.pictures.flawed", "{picture}",
            "Pictures taken in spite of a flaw that cost no line, by flaw");
        _decode = meter.CreateHistogram<double>("kws.vision.decode.duration", "s",
            "Time to decode and resize one picture");
        _batch = meter.CreateHistogram<int>("kws.vision.batch.size", "{picture}", "Pictures in one inference batch");
        _queue = meter.CreateHistogram<double>("kws.vision.queue.delay", "s",
            "Time the oldest picture of a batch waited for it");
        _inference = meter.CreateHistogram<double>("kws.vision.inference.duration", "s", "Time of one inference batch");
        _letters = meter.CreateCounter<long>("kws.vision.letters", "{letter}", "Letters read from streams");
        _words = meter.CreateCounter<long>("kws.vision.words", "{word}",
            "Words read from streams, by whether a correction was proposed");
        _speech = meter.CreateHistogram<double>("kws.vision.speech.delay", "s",
            "Time from a letter or word to its first audio");
        _dropped = meter.CreateCounter<long>("kws.vision.dropped", "{item}", "What was accepted and lost, by reason");
        _models = meter.CreateCounter<long>("kws.vision.model.loads", "{load}",
            "Models loaded or refused, by version and outcome");
    }

    /// <summary>A span below the caller's; null without one, as a stream's thousands of frames are.</summary>
    public static Activity? StartSpan(string name) => Activity.Current is null ? null : Activities.StartActivity(name);

    public void StreamOpened() => _streams.Add(1);

    /// <param name="outcome">completed, cancelled, interrupted, cut, refused or failed.</param>
    public void StreamEnded(string outcome)
    {
        _streams.Add(-1);
        _ended.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
    }

    public void Decoded(TimeSpan duration) => _decode.Record(duration.TotalSeconds);

    public void Unreadable() => _unreadable.Add(1);

    /// <param name="flaw">One of a few texts.</param>
    public void Flawed(string flaw) => _flawed.Add(1, new KeyValuePair<string, object?>("flaw", flaw));

    public void Batch(int pictures, TimeSpan queued, TimeSpan inference)
    {
        _pictures.Add(pictures);
        _batch.Record(pictures);
        _queue.Record(queued.TotalSeconds);
        _inference.Record(inference.TotalSeconds);
    }

    public void Letter() => _letters.Add(1);

    public void Word(bool corrected) => _words.Add(1, new KeyValuePair<string, object?>("corrected", corrected));

    public void SpeechBegan(TimeSpan delay) => _speech.Record(delay.TotalSeconds);

    public void Dropped(VisionDropReason reason, int count = 1) =>
        _dropped.Add(count, new KeyValuePair<string, object?>("reason", reason.ToString()));

    void IModelListener.Activated(ModelManifest model, ModelCandidate package) =>
        ModelLoaded(model.Version, "active");

    void IModelListener.Rejected(ModelCandidate? package, string reason) =>
        ModelLoaded(Path.GetFileName(package?.Folder) ?? "(none)", "refused");

    private void ModelLoaded(string version, string outcome) => _models.Add(
        1, new KeyValuePair<string, object?>("version", version),
            new KeyValuePair<string, object?>("outcome", outcome));
}
