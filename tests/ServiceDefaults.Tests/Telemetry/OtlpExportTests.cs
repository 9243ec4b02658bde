using Kws.ServiceDefaults.Tests.Generated;

namespace Kws.ServiceDefaults.Tests.Telemetry;

public class OtlpExportTests
{
    [Fact]
    public async Task Service_EndpointConfigured_SendsTracesMetricsAndLogs()
    {
        await using var sink = new OtlpSink();
        string endpoint = await sink.StartAsync();
        await using (ProbeHost host = await ProbeHost.StartAsync(
            null, ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_SERVICE_NAME", "probe-under-test")))
        {
            await host.Client.DoAsync(new Order()).ResponseAsync.WithTimeout();
            // Without a propagator the client makes no span of its own, which would name the page too.
            using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = host.HealthAddress };
            await http.GetStringAsync("/health").WithTimeout();
            await host.StopAsync().WithTimeout();
        }
        // Disposing the host flushed what was collected.
        Assert.True(sink.Received("/v1/traces", "kws.tests.probe.Probe/Do"));
        Assert.True(sink.Received("/v1/traces", "probe-under-test"));
        Assert.False(sink.Received("/v1/traces", "/health"));
        Assert.True(sink.Received("/v1/metrics", "kws.rpc.duration"));
        Assert.True(sink.Received("/v1/metrics", "dotnet.gc.collections"));
        Assert.True(sink.Received("/v1/logs", "Draining"));
    }
}
