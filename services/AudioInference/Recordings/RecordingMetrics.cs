using System.Diagnostics.Metrics;

namespace Kws.AudioInference.Recordings;

/// <summary>Metrics <c>kws.audio.recordings.*</c>.</summary>
internal sealed class RecordingMetrics
{
    private readonly Counter<long> _stored;
    private readonly Counter<long> _dropped;

    public RecordingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(AudioInferenceMetrics.SourceName);
        _stored = meter.CreateCounter<long>("kws.audio.recordings.stored", "{clip}", "Clips in the object store");
        _dropped = meter.CreateCounter<long>("kws.audio.recordings.dropped", "{clip}",
            "Clips that were not kept, by reason");
    }

    public void Stored() => _stored.Add(1);

    public void Dropped(string reason) => _dropped.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
