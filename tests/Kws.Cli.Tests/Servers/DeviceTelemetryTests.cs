using System.Text;
using Kws.Cli.Servers;
using Kws.Cli.Tests.Hosts;
using Kws.Cli.Tests.Keywords;

namespace Kws.Cli.Tests.Servers;

public sealed class DeviceTelemetryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kws-telemetry-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Start_NoEndpoint_CollectsNothing()
    {
        Assert.Null(DeviceTelemetry.Start(_ => null));
        Assert.Null(DeviceTelemetry.Start(_ => ""));
    }

    [Fact]
    public async Task Listen_EndpointGiven_TraceBeginsAtTheDevice()
    {
        var spotter = new ScriptedSpotter();
        string? parent = null;
        spotter.BeforeChunk = (_, _, context) =>
        {
            parent = context.RequestHeaders.GetValue("traceparent");
            return Task.CompletedTask;
        };
        await using var sink = new OtlpSink();
        await using var host = await ScriptedHost.StartAsync(spotter);

        // The exporter reads the process' own variables; nothing else of this test project does.
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", await sink.StartAsync());
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        using (DeviceTelemetry.Start(Environment.GetEnvironmentVariable))
            await KwsRun.WithAsync("listen", CountedAudio.WriteTo(_folder, 1.2), "--server", host.Address, "--fast")
                .WithTimeout();
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", null);

        Assert.NotNull(parent);
        var traceId = Encoding.Latin1.GetString(Convert.FromHexString(parent.Split('-')[1]));
        Assert.True(sink.Received("/v1/traces", traceId));
        Assert.True(sink.Received("/v1/traces", "kws.audio.v1.KeywordSpotter/Spot"));
    }
}
