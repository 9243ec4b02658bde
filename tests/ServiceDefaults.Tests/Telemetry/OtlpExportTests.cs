using System.Diagnostics;
using System.Text;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Kws.ServiceDefaults.Telemetry;
using Kws.ServiceDefaults.Tests.Generated;

namespace Kws.ServiceDefaults.Tests.Telemetry;

public class OtlpExportTests
{
    [Fact]
    public async Task Service_EndpointConfigured_SendsTracesMetricsAndLogs()
    {
        await using var sink = new OtlpSink();
        await using (ProbeHost host = await StartAsync(sink))
        {
            await host.Client.DoAsync(new Order()).ResponseAsync.WithTimeout();
            await host.StopAsync().WithTimeout();
        }
        // Disposing the host flushed what was collected.
        Assert.True(sink.Received("/v1/traces", "kws.tests.probe.Probe/Do"));
        Assert.True(sink.Received("/v1/traces", "probe-under-test"));
        Assert.True(sink.Received("/v1/metrics", "kws.rpc.duration"));
        Assert.True(sink.Received("/v1/metrics", "dotnet.gc.collections"));
        Assert.True(sink.Received("/v1/logs", "Draining"));
    }

    [Fact]
    public async Task OutgoingCall_SpanIsNamedAfterTheMethod()
    {
        await using var sink = new OtlpSink();
        await using (ProbeHost host = await StartAsync(sink))
        {
            // Its server makes no span of a probe, so that the name is the client's.
            using GrpcChannel channel = GrpcChannel.ForAddress(host.Address);
            await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest()).ResponseAsync.WithTimeout();
        }
        Assert.True(sink.Received("/v1/traces", "grpc.health.v1.Health/Check"));
    }

    [Theory]
    [InlineData("http://localhost:1/kws.audio.v1.KeywordSpotter/Spot", "kws.audio.v1.KeywordSpotter/Spot")]
    [InlineData("http://localhost:1/v1/traces", null)]
    [InlineData("http://localhost:1/a.b/c/d", null)]
    [InlineData("http://localhost:1/a.b/", null)]
    [InlineData("http://localhost:1/a.b/c?d", null)]
    [InlineData("nothing", null)]
    [InlineData(null, null)]
    public void MethodOf_Address_IsThatOfAGrpcCallAlone(string? address, string? method) =>
        Assert.Equal(method, GrpcClientSpanNames.MethodOf(address));

    [Fact]
    public async Task Histogram_OfSeconds_HasBoundsThatTellMillisecondsApart()
    {
        await using var sink = new OtlpSink();
        await using (ProbeHost host = await StartAsync(sink))
            await host.Client.DoAsync(new Order()).ResponseAsync.WithTimeout();
        string bound = Encoding.Latin1.GetString(BitConverter.GetBytes(0.125));
        Assert.True(sink.Received("/v1/metrics", bound));
    }

    [Fact]
    public async Task Probes_OfEitherKind_LeaveNoSpans()
    {
        await using var sink = new OtlpSink();
        (ActivityTraceId called, ActivityTraceId probed, ActivityTraceId asked) =
            (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom());
        await using (ProbeHost host = await StartAsync(sink))
        {
            await host.Client.DoAsync(new Order(), Parent(called)).ResponseAsync.WithTimeout();
            await new Health.HealthClient(host.Channel).CheckAsync(new HealthCheckRequest(), Parent(asked)).ResponseAsync.WithTimeout();
            // Without a propagator the client makes no span of its own and leaves the header alone.
            using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = host.HealthAddress };
            http.DefaultRequestHeaders.Add("traceparent", Header(probed));
            await http.GetStringAsync("/health").WithTimeout();
        }
        Assert.True(sink.Received("/v1/traces", AsSent(called)));
        Assert.False(sink.Received("/v1/traces", AsSent(probed)));
        Assert.False(sink.Received("/v1/traces", AsSent(asked)));
    }

    private static async Task<ProbeHost> StartAsync(OtlpSink sink) => await ProbeHost.StartAsync(
        null,
        ("OTEL_EXPORTER_OTLP_ENDPOINT", await sink.StartAsync()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_SERVICE_NAME", "probe-under-test"));

    private static Metadata Parent(ActivityTraceId trace) => new() { { "traceparent", Header(trace) } };

    private static string Header(ActivityTraceId trace) => $"00-{trace.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01";

    private static string AsSent(ActivityTraceId trace) => Encoding.Latin1.GetString(Convert.FromHexString(trace.ToHexString()));
}
