using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Kws.Dashboard.Telemetry;
using Kws.Dashboard.Telemetry.Logs;
using Kws.Dashboard.Telemetry.Metrics;
using Kws.Dashboard.Telemetry.Traces;
using Kws.Dashboard.Tests.Scene;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;

namespace Kws.Dashboard.Tests.Otlp;

public class HostileSenderTests
{
    [Theory]
    [InlineData("application/x-protobuf", "not protobuf at all", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "{}", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/html", "", HttpStatusCode.UnsupportedMediaType)]
    public async Task Http_WrongBody_IsRefused(string type, string body, HttpStatusCode expected)
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync();
        Assert.Equal(expected, (await PostAsync(dashboard, System.Text.Encoding.UTF8.GetBytes(body), type)).StatusCode);
        dashboard.Logs.AssertNoErrors();
    }

    [Fact]
    public async Task Http_SmallGzipThatGrowsHuge_IsRefusedWithoutBeingRead()
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (int block = 0; block < 64; block++)
                await gzip.WriteAsync(new byte[1024 * 1024]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(dashboard, packed.ToArray(), encoding: "gzip")).StatusCode);
    }

    [Fact]
    public async Task Http_BrokenGzip_IsBadRequest()
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(dashboard, [.. "this was never compressed"u8], encoding: "gzip")).StatusCode);
        dashboard.Logs.AssertNoErrors();
    }

    [Fact]
    public async Task Span_WithoutValidIds_IsCountedAsRejected()
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync();
        var sender = new OtlpSender(dashboard.Channel, "hostile");
        ExportTraceServiceResponse response = await sender.SendAsync(
            OtlpSender.Span(ByteString.Empty, null, "no id", DateTimeOffset.UnixEpoch, 1),
            OtlpSender.Span(OtlpSender.NewId(16), null, "good", DateTimeOffset.UnixEpoch, 1));
        Assert.Equal(1, response.PartialSuccess.RejectedSpans);
        Assert.Equal(1, dashboard.Get<TraceStore>().SpanCount);
    }

    [Fact]
    public async Task Log_WithHugeAndDeepValues_IsCut()
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync();
        var deep = new AnyValue { StringValue = "bottom" };
        for (int depth = 0; depth < 30; depth++)
            deep = new AnyValue { ArrayValue = new ArrayValue { Values = { deep } } };
        var record = new LogRecord { Body = new AnyValue { StringValue = new string('x', 1_000_000) }, TimeUnixNano = ulong.MaxValue, SeverityNumber = 9999 };
        record.Attributes.Add(Enumerable.Range(0, 1000).Select(number => new KeyValue { Key = $"k{number}", Value = deep }));
        await new OtlpSender(dashboard.Channel, "hostile").SendAsync("Category", record);
        LogEntry entry = Assert.Single(dashboard.Get<LogStore>().Find(new LogFilter(), 10).Entries);
        var limits = dashboard.Get<TelemetryLimits>();
        Assert.Equal(limits.MaxAttributeLength + 1, entry.Message.Length);
        Assert.Equal(limits.MaxAttributeCount, entry.Attributes.Count);
        using HttpResponseMessage page = await dashboard.Http.GetAsync($"/logs?entry={entry.Number}").WithTimeout();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Senders_MoreThanTheLimit_AreRefused()
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync(("Dashboard:TelemetryLimits:MaxSources", "2"));
        var responses = new List<ExportLogsServiceResponse>();
        for (int sender = 0; sender < 4; sender++)
            responses.Add(await new OtlpSender(dashboard.Channel, "service", $"i{sender}").SendAsync("Category", new LogRecord()));
        Assert.Equal(2, responses.Count(response => response.PartialSuccess?.RejectedLogRecords == 1));
        Assert.Equal(2, dashboard.Get<SourceDirectory>().All.Count);
    }

    [Fact]
    public async Task Histogram_WhoseBucketsDoNotFit_IsLeftOut()
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync();
        await new OtlpSender(dashboard.Channel, "hostile").SendAsync("Meter", new Metric
        {
            Name = "broken",
            Histogram = new Histogram
            {
                DataPoints =
                {
                    new HistogramDataPoint { BucketCounts = { 1, 2 }, ExplicitBounds = { 1, 2, 3 } },
                    new HistogramDataPoint { BucketCounts = { 1, 2, 3 }, ExplicitBounds = { 2, 1 } },
                },
            },
        });
        Assert.Empty(dashboard.Get<MetricStore>().Find(null, DateTimeOffset.MinValue));
    }

    [Fact]
    public async Task Markup_InNamesAndValues_StaysText()
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync();
        const string Markup = "<script>alert(1)</script>";
        await new OtlpSender(dashboard.Channel, Markup).SendAsync(Markup, new LogRecord { Body = new AnyValue { StringValue = Markup } });
        await new OtlpSender(dashboard.Channel, Markup).SendAsync(OtlpSender.Span(OtlpSender.NewId(16), null, Markup, DateTimeOffset.UnixEpoch, 1));
        foreach (string path in new[] { "/logs?entry=1", "/traces", "/metrics", $"/logs?q={Uri.EscapeDataString(Markup)}" })
            Assert.DoesNotContain(Markup, await dashboard.Http.GetStringAsync(path).WithTimeout(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> PostAsync(DashboardUnderTest dashboard, byte[] body, string type = "application/x-protobuf", string? encoding = null)
    {
        using var http = new HttpClient();
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        return await http.PostAsync(new Uri(dashboard.OtlpHttp, "/v1/traces"), content).WithTimeout();
    }
}
