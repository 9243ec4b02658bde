using System.Collections.Concurrent;
using System.Diagnostics;

namespace Kws.ServiceDefaults.Tests.Telemetry;

/// <summary>Sees the spans of one trace that are exported.</summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;
    private readonly Activity _root = new("test");

    /// <summary>Begins the trace: it is current from now on.</summary>
    /// <param name="sources">Whose spans it asks for itself; beside these it sees those that hosts under test ask
    /// for.</param>
    public SpanRecorder(params string[] sources)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                sources.Contains(options.Source.Name)
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        _root.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        _root.Start();
    }

    public ActivitySpanId Root => _root.SpanId;

    /// <summary>The exported spans below the root that have ended.</summary>
    public IReadOnlyList<Activity> Spans =>
        [.. _ended.Where(span => span.TraceId == _root.TraceId && span.Recorded && span.Source.Name.Length > 0)];

    /// <summary>The span of this kind, when it is there. A server's ends a moment after its client has the
    /// answer.</summary>
    public async Task<Activity> SpanAsync(ActivityKind kind)
    {
        for (var attempt = 0; attempt < 200 && Spans.All(span => span.Kind != kind); attempt++)
            await Task.Delay(50);
        return Assert.Single(Spans, span => span.Kind == kind);
    }

    public void Dispose()
    {
        _root.Dispose();
        _listener.Dispose();
    }
}
