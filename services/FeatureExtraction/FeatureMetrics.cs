using System.Diagnostics.Metrics;

namespace Kws.FeatureExtraction;

/// <summary>Metrics <c>kws.features.*</c>.</summary>
internal sealed class FeatureMetrics
{
    private readonly UpDownCounter<long> _open;
    private readonly Counter<long> _frames;
    private readonly Counter<double> _audio;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _dropped;
    private readonly Histogram<double> _clip;
    private readonly Histogram<int> _parts;

    public FeatureMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Kws.FeatureExtraction");
        _open = meter.CreateUpDownCounter<long>("kws.features.streams.open", "{stream}", "Audio streams open");
        _frames = meter.CreateCounter<long>("kws.features.frames", "{frame}", "Feature frames computed");
        _audio = meter.CreateCounter<double>("kws.features.audio", "s", "Audio taken");
        _faults = meter.CreateCounter<long>("kws.features.faults", "{fault}", "Streams that failed and clips refused");
        _dropped = meter.CreateCounter<long>("kws.features.dropped", "By", "Response bytes dropped, by reason");
        _clip = meter.CreateHistogram<double>("kws.features.clip.duration", "s", "Time to compute one clip's features");
        _parts = meter.CreateHistogram<int>("kws.features.response.parts", "{part}",
            "Stream responses that left in one message");
    }

    public void StreamsOpened(int count) => _open.Add(count);

    public void Computed(int frames) => _frames.Add(frames);

    public void Heard(double seconds) => _audio.Add(seconds);

    public void StreamFailed() => _faults.Add(1, new KeyValuePair<string, object?>("kind", "stream"));

    public void ClipRefused() => _faults.Add(1, new KeyValuePair<string, object?>("kind", "clip"));

    public void Dropped(long bytes, string reason) =>
        _dropped.Add(bytes, new KeyValuePair<string, object?>("reason", reason));

    public void ClipDone(TimeSpan duration) => _clip.Record(duration.TotalSeconds);

    public void Sent(int parts) => _parts.Record(parts);
}
