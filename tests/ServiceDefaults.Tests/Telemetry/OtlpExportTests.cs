using System.Text;
using Kws.ServiceDefaults.Tests.Generated;

namespace Kws.ServiceDefaults.Tests.Telemetry;

[Collection(nameof(OtlpExportTests))]
public class OtlpExportTests
{
    [Fact]
    public async Task Service_EndpointConfigured_SendsTracesMetricsAndLogs()
    {
        await using var sink = new OtlpSink();
        await using (var host = await StartAsync(sink))
        {
            await host.Client.DoAsync(new Order()).ResponseAsync.WithTimeout();
            await host.StopAsync().WithTimeout();
        }
        // Disposing the host flushed what was collected.
        Assert.True(sink.Received("/v1/traces", "kws.tests.probe.Probe/Do"));
        Assert.True(sink.Received("/v1/traces", "probe-under-test"));
        Assert.True(sink.Received("/v1/metrics", "kws.rpc.duration"));
        Assert.True(sink.Received("/v1/metrics", "dotnet.gc.collections"));
        Assert.True(sink.Received("/v1/metrics", "http.server.request.duration"));
        Assert.True(sink.Received("/v1/logs", "Draining"));
    }

    [Fact]
    public async Task Histogram_OfSeconds_HasBoundsThatTellMillisecondsApart()
    {
        await using var sink = new OtlpSink();
        await using (var host = await StartAsync(sink))
            await host.Client.DoAsync(new Order()).ResponseAsync.WithTimeout();
        var bound = Encoding.Latin1.GetString(BitConverter.GetBytes(0.125));
        Assert.True(sink.Received("/v1/metrics", bound));
    }

    private static async Task<ProbeHost> StartAsync(OtlpSink sink) => await ProbeHost.StartAsync(
        null,
        ("OTEL_EXPORTER_OTLP_ENDPOINT", await sink.StartAsync()),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_SERVICE_NAME", "probe-under-test"));
}
