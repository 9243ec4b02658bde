using System.Globalization;
using Kws.Dashboard.Live;
using Kws.Dashboard.Telemetry;
using Kws.Dashboard.Telemetry.Logs;
using Kws.Dashboard.Telemetry.Metrics;
using Kws.Dashboard.Telemetry.Traces;
using Microsoft.Extensions.Logging;
using static Kws.Dashboard.Tests.Telemetry.TestSpans;

namespace Kws.Dashboard.Tests.Telemetry;

/// <summary>Memory is measured for the whole process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Few but huge items are held to the limit in bytes, and the bytes counted are those used.</summary>
[Collection(nameof(Alone))]
public class MemoryLimitTests
{
    private const int Limit = 8 * 1024 * 1024;

    private readonly TelemetryLimits _limits = new() { MaxLogBytes = Limit, MaxTraceBytes = Limit, MaxMetricBytes = Limit };

    [Fact]
    public void Logs_OfGreatLength_StayBelowTheLimit()
    {
        var store = new LogStore(_limits, new ChangeFeed());
        (long used, long counted) = Measure(() =>
        {
            for (int number = 0; number < 2000; number++)
                store.Add([Log(number, LogLevel.Information, Long(), KeyValuePair.Create(Long(), Long()))]);
            return store.Bytes;
        });
        Assert.InRange(counted, Limit / 2, Limit);
        Assert.InRange(used, counted / 2, counted * 2);
        GC.KeepAlive(store);
    }

    [Fact]
    public void Spans_OfGreatLength_StayBelowTheLimit()
    {
        var store = new TraceStore(_limits, new ChangeFeed());
        (long used, long counted) = Measure(() =>
        {
            for (int number = 0; number < 2000; number++)
                store.Add([Span(number.ToString(CultureInfo.InvariantCulture), "s") with { Name = Long(), StatusMessage = Long() }]);
            return store.Bytes;
        });
        Assert.InRange(counted, Limit / 2, Limit);
        Assert.InRange(used, counted / 2, counted * 2);
        GC.KeepAlive(store);
    }

    [Fact]
    public void OneTrace_OfGreatLength_StaysBelowTheLimit()
    {
        var store = new TraceStore(_limits, new ChangeFeed());
        for (int number = 0; number < 2000; number++)
            store.Add([Span("one", number.ToString(CultureInfo.InvariantCulture)) with { Name = Long() }]);
        Assert.InRange(store.Bytes, Limit / 2, Limit);
        Assert.True(store.Get("one")!.DroppedSpans > 0);
    }

    [Fact]
    public void Metrics_ManyBuckets_StayBelowTheLimitAndKeepTheNewest()
    {
        var store = new MetricStore(_limits, new ChangeFeed());
        var key = new InstrumentKey(Source, "Meter", "wide");
        for (int second = 0; second < 600; second++)
            for (int series = 0; series < 20; series++)
                store.Add(key, "", "s", InstrumentKind.Histogram, new AttributeList([KeyValuePair.Create("n", series.ToString(CultureInfo.InvariantCulture))]),
                    new MetricPoint(Begin.AddSeconds(second), 0, new HistogramBuckets(new double[200], new ulong[201], 1)), false);
        // One point a series may come on top: each keeps two.
        Assert.InRange(store.Bytes, Limit / 2, Limit + (20 * 4096));
        Instrument instrument = Assert.Single(store.Find(null, DateTimeOffset.MinValue));
        Assert.All(instrument.Series, series => Assert.Equal(Begin.AddSeconds(599), series.Points[^1].Time));
    }

    private static (long Used, long Counted) Measure(Func<long> fill)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long counted = fill();
        return (GC.GetTotalMemory(forceFullCollection: true) - before, counted);
    }

    private static string Long() => new('x', 4096);
}
