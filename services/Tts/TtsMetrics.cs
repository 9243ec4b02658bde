using System.Diagnostics.Metrics;

namespace Kws.Tts;

/// <summary>Instruments of the meter <c>Kws.Tts</c>.</summary>
internal sealed class TtsMetrics : IDisposable
{
    public const string MeterName = "Kws.Tts";

    private readonly Meter _meter;
    private readonly Histogram<double> _firstAudio;
    private readonly Counter<double> _spoken;
    private readonly Counter<long> _cacheHits;
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _cut;
    private readonly Counter<long> _replaced;
    private readonly UpDownCounter<long> _buffered;

    public TtsMetrics(IMeterFactory factory)
    {
        _meter = factory.Create(MeterName);
        _firstAudio = _meter.CreateHistogram<double>("kws.tts.first_audio", "s", "From a request to its first audio");
        _spoken = _meter.CreateCounter<double>("kws.tts.spoken", "s", "Speech made by an engine");
        _cacheHits =
            _meter.CreateCounter<long>("kws.tts.cache_hits", "{request}", "Requests answered from the phrase cache");
        _active = _meter.CreateUpDownCounter<long>("kws.tts.active", "{request}", "Requests being answered");
        _cut = _meter.CreateCounter<long>("kws.tts.cut", "{request}", "Requests ended early, by reason");
        _replaced = _meter.CreateCounter<long>("kws.tts.workers_replaced", "{worker}", "Workers replaced, by reason");
        _buffered = _meter.CreateUpDownCounter<long>("kws.tts.buffered", "By", "Speech that waits for clients");
    }

    public void FirstAudio(string engine, TimeSpan delay) =>
        _firstAudio.Record(delay.TotalSeconds, new KeyValuePair<string, object?>("kws.engine", engine));

    public void Spoken(string engine, double seconds) =>
        _spoken.Add(seconds, new KeyValuePair<string, object?>("kws.engine", engine));

    public void CacheHit() => _cacheHits.Add(1);

    public void Began() => _active.Add(1);

    public void Ended() => _active.Add(-1);

    public void Cut(string reason) => _cut.Add(1, new KeyValuePair<string, object?>("kws.reason", reason));

    public void WorkerReplaced(string engine, string reason) => _replaced.Add(1,
        new KeyValuePair<string, object?>("kws.engine", engine),
        new KeyValuePair<string, object?>("kws.reason", reason));

    public void Buffered(long bytes) => _buffered.Add(bytes);

    public void Dispose() => _meter.Dispose();
}
