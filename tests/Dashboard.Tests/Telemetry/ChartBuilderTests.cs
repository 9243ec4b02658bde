using System.Globalization;
using Kws.Dashboard.Live;
using Kws.Dashboard.Telemetry;
using Kws.Dashboard.Telemetry.Metrics;
using static Kws.Dashboard.Tests.Telemetry.TestSpans;

namespace Kws.Dashboard.Tests.Telemetry;

public class ChartBuilderTests
{
    private static readonly InstrumentKey Key = new(Source, "Meter", "instrument");
    private static readonly double[] Bounds = [10, 20, 30];

    private readonly MetricStore _store = new(new TelemetryLimits { MaxMetricSeries = 20, MaxPointsPerSeries = 50 }, new ChangeFeed());

    [Fact]
    public void Counter_RisesByTenASecond_IsTenASecond()
    {
        for (int second = 0; second <= 10; second++)
            Add(InstrumentKind.Counter, second, second * 10);
        ChartLine line = Assert.Single(Build().Lines);
        Assert.Equal(Enumerable.Repeat<double?>(10, 9), line.Values.Skip(1));
    }

    [Fact]
    public void Counter_ProcessBeginsAnew_RateIsNotNegative()
    {
        Add(InstrumentKind.Counter, 1, 1000);
        Add(InstrumentKind.Counter, 2, 5);
        Assert.Equal(5, Assert.Single(Build().Lines).Values[2]);
    }

    [Fact]
    public void Counter_Deltas_AreTheSameAsTheirSums()
    {
        for (int second = 0; second <= 10; second++)
            Add(InstrumentKind.Counter, second, 10, isDelta: true);
        Assert.Equal(10, Assert.Single(Build().Lines).Values[5]);
    }

    [Fact]
    public void Histogram_Changes_PercentilesAreOfTheStepNotOfAllTime()
    {
        AddHistogram(1, 1000, 0, 0, 0);
        AddHistogram(2, 1000, 0, 100, 0);
        ChartData chart = Build();
        Assert.Equal(["p50", "p90", "p99"], chart.Lines.Select(line => line.Label));
        Assert.Equal(25, chart.Lines[0].Values[2]!.Value, 6);
    }

    [Fact]
    public void Gauges_ManySeries_SmallestAreOthers()
    {
        for (int series = 0; series < 12; series++)
            Add(InstrumentKind.Gauge, 1, series + 1, series.ToString(CultureInfo.InvariantCulture));
        ChartData chart = Build();
        Assert.Equal(ChartBuilder.MostLines, chart.Lines.Count);
        Assert.Equal("5 others", chart.Lines[^1].Label);
        Assert.Equal(1 + 2 + 3 + 4 + 5, chart.Lines[^1].Values[1]);
        Assert.Equal(12, chart.Dimensions.Count);
    }

    [Fact]
    public void Store_TooManySeriesAndPoints_IsBounded()
    {
        for (int series = 0; series < 30; series++)
            for (int second = 0; second < 100; second++)
                Add(InstrumentKind.Gauge, second, 1, series.ToString(CultureInfo.InvariantCulture));
        Instrument instrument = Assert.Single(_store.Find(null, DateTimeOffset.MinValue));
        Assert.Equal(20, instrument.Series.Count);
        Assert.All(instrument.Series, series => Assert.Equal(50, series.Points.Count));
        Assert.Equal(10 * 100, _store.RefusedSeries);
    }

    private ChartData Build() => ChartBuilder.Build(_store.Find(null, DateTimeOffset.MinValue), null, Begin, Begin.AddSeconds(10), TimeSpan.FromSeconds(1));

    private void Add(InstrumentKind kind, int second, double value, string? label = null, bool isDelta = false) => _store.Add(
        Key, "", "x", kind, label is null ? AttributeList.Empty : new AttributeList([KeyValuePair.Create("label", label)]),
        new MetricPoint(Begin.AddSeconds(second), value, null), isDelta);

    private void AddHistogram(int second, params ulong[] counts) => _store.Add(
        Key, "", "s", InstrumentKind.Histogram, AttributeList.Empty,
        new MetricPoint(Begin.AddSeconds(second), 0, new HistogramBuckets(Bounds, counts, counts.Aggregate((a, b) => a + b))), false);
}
