using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kws.Dashboard.Telemetry.Logs;
using Kws.Dashboard.Telemetry.Metrics;
using Kws.Dashboard.Telemetry.Traces;
using Kws.Dashboard.Tests.Scene;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using HistogramBuckets = Kws.Dashboard.Telemetry.Metrics.HistogramBuckets;
using Instrument = Kws.Dashboard.Telemetry.Metrics.Instrument;
using MetricPoint = Kws.Dashboard.Telemetry.Metrics.MetricPoint;
using SpanKind = Kws.Dashboard.Telemetry.Traces.SpanKind;
using Trace = Kws.Dashboard.Telemetry.Traces.Trace;
using TraceFilter = Kws.Dashboard.Telemetry.Traces.TraceFilter;

namespace Kws.Dashboard.Tests.Otlp;

/// <summary>What OpenTelemetry's own exporter sends is what the dashboard keeps.</summary>
public class RealExporterTests
{
    private const string Name = "Kws.Dashboard.Tests.RealExporter";

    public static TheoryData<OtlpExportProtocol> Protocols => [OtlpExportProtocol.Grpc, OtlpExportProtocol.HttpProtobuf];

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Spans_WithEventsAndError_Arrive(OtlpExportProtocol protocol)
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync();
        using var source = new ActivitySource(Name);
        using (TracerProvider provider = Sdk.CreateTracerProviderBuilder().AddSource(Name).SetResourceBuilder(Resource())
            .AddOtlpExporter(options => Point(options, dashboard, protocol, "v1/traces")).Build()!)
        {
            using Activity parent = source.StartActivity("parent", ActivityKind.Server)!;
            using Activity child = source.StartActivity("child")!;
            child.SetTag("kws.batch.size", 17).AddEvent(new ActivityEvent("began")).SetStatus(ActivityStatusCode.Error, "told to");
        }
        Trace trace = Assert.Single(dashboard.Get<TraceStore>().Find(new TraceFilter(), 10).Traces);
        Assert.Equal(["parent", "child"], trace.Spans.Select(span => span.Name));
        SpanEntry kept = trace.Spans[1];
        Assert.Equal((trace.Spans[0].SpanId, "exporter-test", "17"), (kept.ParentId, kept.Source.Service, kept.Attributes["kws.batch.size"]));
        Assert.Equal((SpanStatus.Error, "told to", "began"), (kept.Status, kept.StatusMessage, Assert.Single(kept.Events).Name));
        Assert.Equal(SpanKind.Server, trace.Root.Kind);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Logs_WithExceptionAndValues_Arrive(OtlpExportProtocol protocol)
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync();
        using (ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.SetResourceBuilder(Resource()).AddOtlpExporter(exporter => Point(exporter, dashboard, protocol, "v1/logs"));
        })))
            loggers.CreateLogger("Some.Category").LogError(new InvalidOperationException("broken"), "stream {Stream} failed", 42);
        LogEntry entry = Assert.Single(dashboard.Get<LogStore>().Find(new LogFilter(), 10).Entries);
        Assert.Equal((LogLevel.Error, "Some.Category", "stream 42 failed"), (entry.Level, entry.Category, entry.Message));
        Assert.Equal(("42", "InvalidOperationException: broken"), (entry.Attributes["Stream"], entry.Exception));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Metrics_OfEachKind_Arrive(OtlpExportProtocol protocol)
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync();
        using var meter = new Meter(Name);
        using (MeterProvider provider = Sdk.CreateMeterProviderBuilder().AddMeter(Name).SetResourceBuilder(Resource())
            .AddView("exponential", new Base2ExponentialBucketHistogramConfiguration())
            .AddOtlpExporter(options => Point(options, dashboard, protocol, "v1/metrics")).Build()!)
        {
            meter.CreateCounter<long>("counter").Add(3, KeyValuePair.Create<string, object?>("label", "yes"));
            meter.CreateUpDownCounter<long>("updown").Add(-2);
            meter.CreateGauge<double>("gauge").Record(1.5);
            Record(meter.CreateHistogram<double>("explicit", "s"));
            Record(meter.CreateHistogram<double>("exponential", "s"));
        }
        Dictionary<string, Instrument> found = dashboard.Get<MetricStore>().Find("exporter-test", DateTimeOffset.MinValue).ToDictionary(one => one.Key.Name);
        Assert.Equal((InstrumentKind.Counter, 3, "label=yes"), (found["counter"].Kind, Newest(found["counter"]).Value, found["counter"].Series[0].Label));
        Assert.Equal((InstrumentKind.UpDownCounter, -2), (found["updown"].Kind, Newest(found["updown"]).Value));
        Assert.Equal((InstrumentKind.Gauge, 1.5), (found["gauge"].Kind, Newest(found["gauge"]).Value));
        foreach (string name in new[] { "explicit", "exponential" })
        {
            HistogramBuckets buckets = Newest(found[name]).Buckets!;
            Assert.Equal(100UL, buckets.Count);
            Assert.InRange(HistogramPercentile.Of(buckets.Bounds, buckets.Counts, 0.5), 25, 75);
        }
    }

    private static void Record(Histogram<double> histogram)
    {
        for (int value = 1; value <= 100; value++)
            histogram.Record(value);
    }

    private static MetricPoint Newest(Instrument instrument) => instrument.Series.Single().Points[^1];

    private static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty().AddService("exporter-test", serviceInstanceId: "one");

    private static void Point(OtlpExporterOptions options, DashboardUnderTest dashboard, OtlpExportProtocol protocol, string path)
    {
        options.Protocol = protocol;
        options.Endpoint = protocol == OtlpExportProtocol.Grpc ? dashboard.OtlpGrpc : new Uri(dashboard.OtlpHttp, path);
    }
}
