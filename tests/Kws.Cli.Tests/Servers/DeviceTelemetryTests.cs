using System.Text;
using Kws.Cli.Servers;
using Kws.Cli.Tests.Hosts;
using Kws.Cli.Tests.Keywords;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

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
        var received = new StringBuilder();
        await using var sink = Sink(received);
        await sink.StartAsync().WithTimeout();
        await using var host = await ScriptedHost.StartAsync(spotter);

        // The exporter reads the process' own variables; nothing else of this test project does.
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", sink.Urls.Single());
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        using (DeviceTelemetry.Start(Environment.GetEnvironmentVariable))
            await KwsRun.WithAsync("listen", CountedAudio.WriteTo(_folder, 1.2), "--server", host.Address, "--fast")
                .WithTimeout();
        Environment.SetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT", null);

        Assert.NotNull(parent);
        var traceId = Encoding.Latin1.GetString(Convert.FromHexString(parent.Split('-')[1]));
        Assert.Contains(traceId, received.ToString(), StringComparison.Ordinal);
        Assert.Contains("kws.audio.v1.KeywordSpotter/Spot", received.ToString(), StringComparison.Ordinal);
    }

    private static WebApplication Sink(StringBuilder received)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/traces", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            lock (received)
                received.Append(Encoding.Latin1.GetString(body.ToArray()));
        });
        return app;
    }
}
