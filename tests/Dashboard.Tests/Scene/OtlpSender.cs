using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Collector.Metrics.V1;
using OpenTelemetry.Proto.Collector.Trace.V1;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using OpenTelemetry.Proto.Metrics.V1;
using OpenTelemetry.Proto.Trace.V1;
using OtlpResource = OpenTelemetry.Proto.Resource.V1.Resource;

namespace Kws.Dashboard.Tests.Scene;

/// <summary>Sends telemetry in the name of one service.</summary>
internal sealed class OtlpSender(ChannelBase channel, string service, string instance = "i1")
{
    private readonly TraceService.TraceServiceClient _traces = new(channel);
    private readonly LogsService.LogsServiceClient _logs = new(channel);
    private readonly MetricsService.MetricsServiceClient _metrics = new(channel);

    public OtlpResource Resource { get; } = new()
    {
        Attributes = { Text("service.name", service), Text("service.instance.id", instance), Text("service.version", "0.1.0") },
    };

    public static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    public static ByteString NewId(int bytes) => ByteString.CopyFrom(RandomNumberGenerator.GetBytes(bytes));

    public static ulong Nanoseconds(DateTimeOffset time) => (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    public Task<ExportTraceServiceResponse> SendAsync(params IEnumerable<Span> spans) => _traces.ExportAsync(new ExportTraceServiceRequest
    {
        ResourceSpans = { new ResourceSpans { Resource = Resource, ScopeSpans = { new ScopeSpans { Scope = new() { Name = "Kws.Mesh" }, Spans = { spans } } } } },
    }).ResponseAsync.WithTimeout();

    public Task<ExportLogsServiceResponse> SendAsync(string category, params IEnumerable<LogRecord> records) => _logs.ExportAsync(new ExportLogsServiceRequest
    {
        ResourceLogs = { new ResourceLogs { Resource = Resource, ScopeLogs = { new ScopeLogs { Scope = new() { Name = category }, LogRecords = { records } } } } },
    }).ResponseAsync.WithTimeout();

    public Task<ExportMetricsServiceResponse> SendAsync(string meter, params IEnumerable<Metric> metrics) => _metrics.ExportAsync(new ExportMetricsServiceRequest
    {
        ResourceMetrics = { new ResourceMetrics { Resource = Resource, ScopeMetrics = { new ScopeMetrics { Scope = new() { Name = meter }, Metrics = { metrics } } } } },
    }).ResponseAsync.WithTimeout();

    public static Span Span(ByteString trace, ByteString? parent, string name, DateTimeOffset start, double milliseconds, Span.Types.SpanKind kind = OpenTelemetry.Proto.Trace.V1.Span.Types.SpanKind.Internal) => new()
    {
        TraceId = trace,
        SpanId = NewId(8),
        ParentSpanId = parent ?? ByteString.Empty,
        Name = name,
        Kind = kind,
        StartTimeUnixNano = Nanoseconds(start),
        EndTimeUnixNano = Nanoseconds(start.AddMilliseconds(milliseconds)),
    };
}
