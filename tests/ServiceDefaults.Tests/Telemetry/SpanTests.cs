using System.Diagnostics;
using Grpc.Core;
using Grpc.Health.V1;
using Kws.ServiceDefaults.Tests.Generated;

namespace Kws.ServiceDefaults.Tests.Telemetry;

[Collection(nameof(OtlpExportTests))]
public class SpanTests
{
    private const string Method = "kws.tests.probe.Probe/Do";

    [Fact]
    public async Task MeshCall_OfATracedCaller_IsOneClientSpanAndTheServersBelowIt()
    {
        await using var sink = new OtlpSink();
        await using var host = await StartHostAsync(await sink.StartAsync());
        using var recorder = new SpanRecorder();

        await host.ClientOfItself.DoAsync(new Order()).ResponseAsync.WithTimeout();

        var server = await recorder.SpanAsync(ActivityKind.Server).WithTimeout();
        var client = await recorder.SpanAsync(ActivityKind.Client).WithTimeout();
        Assert.Equal((Method, recorder.Root), (client.DisplayName, client.ParentSpanId));
        Assert.Equal((Method, client.SpanId), (server.DisplayName, server.ParentSpanId));
        Assert.Equal(2, recorder.Spans.Count);
    }

    [Fact]
    public async Task HttpCall_OfATracedCaller_IsAClientSpan()
    {
        await using var sink = new OtlpSink();
        await using var host = await StartHostAsync(await sink.StartAsync());
        using var recorder = new SpanRecorder();
        using var http = new HttpClient { BaseAddress = host.HealthAddress };

        await http.GetStringAsync("/alive").WithTimeout();

        var client = await recorder.SpanAsync(ActivityKind.Client).WithTimeout();
        Assert.Equal(("GET", recorder.Root), (client.DisplayName, client.ParentSpanId));
    }

    [Fact]
    public async Task Probes_OfEitherKind_AreNoSpansOfTheServer()
    {
        await using var sink = new OtlpSink();
        await using var host = await StartHostAsync(await sink.StartAsync());
        using var http = new HttpClient { BaseAddress = host.HealthAddress };
        using var recorder = new SpanRecorder();

        await new Health.HealthClient(host.Channel).CheckAsync(new HealthCheckRequest()).ResponseAsync.WithTimeout();
        await http.GetStringAsync("/health").WithTimeout();
        await http.GetStringAsync("/alive").WithTimeout();
        // Ends after the probes' spans would have.
        await host.Client.DoAsync(new Order()).ResponseAsync.WithTimeout();

        var server = await recorder.SpanAsync(ActivityKind.Server).WithTimeout();
        Assert.Equal(Method, server.DisplayName);
    }

    [Theory]
    [InlineData("bug", StatusCode.Internal, ActivityStatusCode.Error)]
    [InlineData("invalid", StatusCode.InvalidArgument, ActivityStatusCode.Unset)]
    public async Task FailedCall_IsAnErrorOfTheServer_OnlyWhenItIsItsFault(
        string what,
        StatusCode status,
        ActivityStatusCode marked)
    {
        await using var sink = new OtlpSink();
        await using var host = await StartHostAsync(await sink.StartAsync());
        using var recorder = new SpanRecorder();

        var failure = await Assert.ThrowsAsync<RpcException>(() =>
            host.Client.DoAsync(new Order { What = what }).ResponseAsync).WithTimeout();

        Assert.Equal(status, failure.StatusCode);
        var server = await recorder.SpanAsync(ActivityKind.Server).WithTimeout();
        Assert.Equal((Method, marked), (server.DisplayName, server.Status));
        Assert.Contains(server.TagObjects, tag => tag.Key == "rpc.response.status_code");
    }

    private static Task<ProbeHost> StartHostAsync(string endpoint) =>
        ProbeHost.StartAsync(null, ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
}
