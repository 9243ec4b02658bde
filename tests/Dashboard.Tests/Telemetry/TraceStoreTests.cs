using System.Globalization;
using Kws.Dashboard.Live;
using Kws.Dashboard.Telemetry.Traces;
using static Kws.Dashboard.Tests.Telemetry.TestSpans;

namespace Kws.Dashboard.Tests.Telemetry;

public class TraceStoreTests
{
    [Fact]
    public void Add_MoreTracesThanTheLimit_OldestGo()
    {
        TraceStore store = Store(new TelemetryLimits { MaxTraceCount = 3 });
        store.Add(Enumerable.Range(0, 10).Select(trace => Span($"t{trace}", "s", start: trace)));
        Assert.Equal(["t9", "t8", "t7"], store.Find(new TraceFilter(), 10).Traces.Select(trace => trace.Id));
        Assert.Equal(3, store.SpanCount);
    }

    [Fact]
    public void Add_MoreSpansThanTheLimit_WholeTracesGo()
    {
        TraceStore store = Store(new TelemetryLimits { MaxSpanCount = 25 });
        for (int trace = 0; trace < 10; trace++)
            store.Add(Enumerable.Range(0, 10).Select(span => Span($"t{trace}", $"s{span}", start: trace)));
        Assert.True(store.SpanCount <= 25);
        Assert.Equal(["t9", "t8"], store.Find(new TraceFilter(), 10).Traces.Select(trace => trace.Id));
    }

    [Fact]
    public void Add_OneTraceWithoutEnd_IsBoundedAndCountsTheRest()
    {
        TraceStore store = Store(new TelemetryLimits { MaxSpansPerTrace = 100, MaxSpanCount = 50 });
        store.Add(Enumerable.Range(0, 1000).Select(span => Span("long", span.ToString(CultureInfo.InvariantCulture))));
        Trace trace = store.Get("long")!;
        Assert.Equal((100, 900), (trace.Spans.Count, trace.DroppedSpans));
    }

    [Fact]
    public void Get_SpansInAnyOrder_AreOneTraceWithItsRoot()
    {
        TraceStore store = Store();
        store.Add([Span("t", "child", "root", start: 5, milliseconds: 50)]);
        store.Add([Span("t", "root", start: 0, milliseconds: 20)]);
        Trace trace = store.Get("t")!;
        Assert.Equal("root", trace.Root.SpanId);
        Assert.Equal(TimeSpan.FromMilliseconds(55), trace.Duration);
    }

    [Fact]
    public void Find_ErrorsAndDuration_AreMet()
    {
        TraceStore store = Store();
        store.Add([Span("good", "a", milliseconds: 5), Span("bad", "b", status: SpanStatus.Error), Span("slow", "c", milliseconds: 5000)]);
        Assert.Equal(["bad"], Ids(new TraceFilter(ErrorsOnly: true)));
        Assert.Equal(["slow"], Ids(new TraceFilter(MinimumDuration: TimeSpan.FromSeconds(1))));
        Assert.Equal(["good"], Ids(new TraceFilter(Text: "span a")));

        IEnumerable<string> Ids(TraceFilter filter) => store.Find(filter, 10).Traces.Select(trace => trace.Id);
    }

    private static TraceStore Store(TelemetryLimits? limits = null) => new(limits ?? new TelemetryLimits(), new ChangeFeed());
}
