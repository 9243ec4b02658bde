using Kws.Dashboard.Live;

namespace Kws.Dashboard.Telemetry.Metrics;

/// <summary>The newest points of all series. Deltas are summed up on arrival, so that all is cumulative here.</summary>
public sealed class MetricStore(TelemetryLimits limits, ChangeFeed changes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<InstrumentKey, Entry> _instruments = [];
    private int _series;
    private long _bytes;

    /// <summary>Memory that the points take.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _bytes;
        }
    }

    /// <summary>Series that were refused because there are too many.</summary>
    public long RefusedSeries { get; private set; }

    /// <summary>Adds one point of one series.</summary>
    /// <param name="isDelta">The point counts from the one before, not from the begin.</param>
    public void Add(InstrumentKey key, string description, string unit, InstrumentKind kind, AttributeList attributes, MetricPoint point, bool isDelta)
    {
        lock (_lock)
        {
            if (!_instruments.TryGetValue(key, out Entry? entry))
                _instruments[key] = entry = new Entry(description, unit, kind);
            string label = string.Join('\u001f', attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"));
            if (!entry.Series.TryGetValue(label, out (AttributeList Attributes, RingBuffer<MetricPoint> Points) series))
            {
                if (_series >= limits.MaxMetricSeries || _bytes > limits.MaxMetricBytes)
                {
                    RefusedSeries++;
                    return;
                }
                _series++;
                entry.Series[label] = series = (attributes, new RingBuffer<MetricPoint>(limits.MaxPointsPerSeries));
            }
            Keep(series.Points, isDelta && series.Points.Count > 0 ? Accumulate(series.Points.Newest, point) : point);
        }
    }

    /// <summary>Call after the points of one request.</summary>
    public void Announce() => changes.Announce(Topic.Metrics);

    /// <summary>Instruments of a service or source key (null: all), by meter and name, with the points since a time.</summary>
    public IReadOnlyList<Instrument> Find(string? service, DateTimeOffset since, string? meter = null, string? name = null)
    {
        lock (_lock)
        {
            return [.. _instruments
                .Where(entry => string.IsNullOrEmpty(service) || entry.Key.Source.Service == service || entry.Key.Source.Key == service)
                .Where(entry => (meter is null || entry.Key.Meter == meter) && (name is null || entry.Key.Name == name))
                .OrderBy(entry => entry.Key.Meter, StringComparer.Ordinal).ThenBy(entry => entry.Key.Name, StringComparer.Ordinal)
                .Select(entry => entry.Value.ToInstrument(entry.Key, since))];
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _instruments.Clear();
            (_series, _bytes) = (0, 0);
        }
        changes.Announce(Topic.Metrics);
    }

    // Over the limit a series gives up its own oldest points for its new one, down to the two that a rate needs.
    private void Keep(RingBuffer<MetricPoint> points, MetricPoint point)
    {
        _bytes += Footprint.Of(point);
        while (points.Count > 0 && (points.IsFull || (_bytes > limits.MaxMetricBytes && points.Count > 1)))
            _bytes -= Footprint.Of(points.RemoveOldest());
        points.Add(point);
    }

    private static MetricPoint Accumulate(MetricPoint before, MetricPoint delta)
    {
        if (delta.Buckets is null || before.Buckets is null || !delta.Buckets.Bounds.SequenceEqual(before.Buckets.Bounds))
            return delta.Buckets is null ? delta with { Value = before.Value + delta.Value } : delta;
        ulong[] counts = [.. delta.Buckets.Counts.Zip(before.Buckets.Counts, (now, then) => now + then)];
        return new MetricPoint(delta.Time, before.Value + delta.Value, new HistogramBuckets(delta.Buckets.Bounds, counts, before.Buckets.Count + delta.Buckets.Count));
    }

    private sealed class Entry(string description, string unit, InstrumentKind kind)
    {
        public Dictionary<string, (AttributeList Attributes, RingBuffer<MetricPoint> Points)> Series { get; } = [];

        public Instrument ToInstrument(InstrumentKey key, DateTimeOffset since) => new(key, description, unit, kind,
            [.. Series.OrderBy(series => series.Key, StringComparer.Ordinal).Select(series => new MetricSeries(
                series.Value.Attributes, [.. series.Value.Points.OldestFirst().Where(point => point.Time >= since)]))]);
    }
}
