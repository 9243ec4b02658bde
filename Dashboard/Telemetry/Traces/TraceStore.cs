using Kws.Dashboard.Live;

namespace Kws.Dashboard.Telemetry.Traces;

/// <summary>The newest traces. Spans of one trace come from several processes and in any order.</summary>
public sealed class TraceStore(TelemetryLimits limits, ChangeFeed changes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Builder>> _byId = [];
    private readonly LinkedList<Builder> _oldestFirst = [];
    private int _spans;
    private long _bytes;

    /// <summary>Memory that the spans take.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _bytes;
        }
    }

    public int SpanCount
    {
        get
        {
            lock (_lock)
                return _spans;
        }
    }

    public void Add(IEnumerable<SpanEntry> spans)
    {
        lock (_lock)
        {
            foreach (SpanEntry span in spans)
                Add(span);
        }
        changes.Announce(Topic.Traces);
    }

    /// <summary>The newest matches by start, newest first, and how many match in all.</summary>
    public (IReadOnlyList<Trace> Traces, int Total) Find(TraceFilter filter, int most)
    {
        lock (_lock)
        {
            Builder[] found = [.. _oldestFirst.Where(builder => filter.Matches(builder.Spans))];
            return ([.. found.OrderByDescending(builder => builder.Start).Take(most).Select(builder => builder.ToTrace())], found.Length);
        }
    }

    /// <summary>Null when it has gone or never was.</summary>
    public Trace? Get(string traceId)
    {
        lock (_lock)
            return _byId.TryGetValue(traceId, out LinkedListNode<Builder>? node) ? node.Value.ToTrace() : null;
    }

    public void Clear()
    {
        lock (_lock)
        {
            _byId.Clear();
            _oldestFirst.Clear();
            (_spans, _bytes) = (0, 0);
        }
        changes.Announce(Topic.Traces);
    }

    private void Add(SpanEntry span)
    {
        if (!_byId.TryGetValue(span.TraceId, out LinkedListNode<Builder>? node))
            _byId[span.TraceId] = node = _oldestFirst.AddLast(new Builder(span.TraceId));
        long bytes = Footprint.Of(span);
        if (node.Value.Spans.Count >= limits.MaxSpansPerTrace || node.Value.Bytes + bytes > limits.MaxTraceBytes)
        {
            node.Value.Dropped++;
            return;
        }
        node.Value.Add(span, bytes);
        _spans++;
        _bytes += bytes;
        while (_byId.Count > 1 && (_byId.Count > limits.MaxTraceCount || _spans > limits.MaxSpanCount || _bytes > limits.MaxTraceBytes))
            RemoveOldest(except: node);
    }

    private void RemoveOldest(LinkedListNode<Builder> except)
    {
        LinkedListNode<Builder> oldest = _oldestFirst.First == except && except.Next is { } next ? next : _oldestFirst.First!;
        _spans -= oldest.Value.Spans.Count;
        _bytes -= oldest.Value.Bytes;
        _byId.Remove(oldest.Value.Id);
        _oldestFirst.Remove(oldest);
    }

    private sealed class Builder(string id)
    {
        public string Id { get; } = id;

        public List<SpanEntry> Spans { get; } = [];

        public int Dropped { get; set; }

        public long Bytes { get; private set; }

        public DateTimeOffset Start { get; private set; } = DateTimeOffset.MaxValue;

        public void Add(SpanEntry span, long bytes)
        {
            Spans.Add(span);
            Bytes += bytes;
            Start = span.Start < Start ? span.Start : Start;
        }

        public Trace ToTrace() => new(Id, [.. Spans.OrderBy(span => span.Start)], Dropped);
    }
}
