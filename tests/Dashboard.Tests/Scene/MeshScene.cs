using Kws.Dashboard.Telemetry.Logs;
using Kws.Dashboard.Telemetry.Traces;
using Kws.Dashboard.V1;
using Microsoft.Extensions.Logging;

namespace Kws.Dashboard.Tests.Scene;

/// <summary>A dashboard with a token, an AppHost that answers it, and five minutes of telemetry.</summary>
internal sealed class MeshScene : IAsyncDisposable
{
    public const string Token = "0123456789abcdef";

    private MeshScene(FakeAppHost appHost, DashboardUnderTest dashboard) => (AppHost, Dashboard) = (appHost, dashboard);

    public FakeAppHost AppHost { get; }

    public DashboardUnderTest Dashboard { get; }

    public string LoginUrl => $"{Dashboard.Pages}login?t={Token}";

    public static async Task<MeshScene> StartAsync(bool withTelemetry = true)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        FakeAppHost appHost = await FakeAppHost.StartAsync();
        foreach (Resource resource in MeshResources.All(now))
            appHost.Set(resource);
        DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync(
            ("Dashboard:Frontend:BrowserToken", Token),
            ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", appHost.Address),
            ("Dashboard:ResourceServiceClient:ApiKey", "resource-key"));
        if (withTelemetry)
            await new MeshTelemetry(dashboard.Channel, now).SendAsync();
        appHost.Print("audioinference", "\u001b[32minfo\u001b[0m: Kws.AudioInference[3001] Model small 1.0.0 is active, 12 labels");
        appHost.Print("audioinference", "\u001b[33mwarn\u001b[0m: Kws.AudioInference[3010] 1 event waits for the bus");
        appHost.Print("audioinference", "\u001b[1m\u001b[31mfail\u001b[0m: the bus refused the message", isError: true);
        return new MeshScene(appHost, dashboard);
    }

    /// <summary>The pages worth a picture.</summary>
    public IEnumerable<(string Name, string Path)> Pages()
    {
        Trace failed = Dashboard.Get<TraceStore>().Find(new TraceFilter(ErrorsOnly: true), 1).Traces.Single();
        LogEntry error = Dashboard.Get<LogStore>().Find(new LogFilter(MinimumLevel: LogLevel.Error), 1).Entries.Single();
        yield return ("resources", "/");
        yield return ("resource", "/?resource=audioinference");
        yield return ("console", "/console/audioinference");
        yield return ("logs", "/logs");
        yield return ("log", $"/logs?entry={error.Number}");
        yield return ("traces", "/traces");
        yield return ("trace", $"/traces/{failed.Id}");
        yield return ("span", $"/traces/{failed.Id}?span={failed.Spans.First(span => span.Status == SpanStatus.Error).SpanId}");
        yield return ("metrics", "/metrics");
        yield return ("metric", "/metrics?meter=Kws.AudioInference&name=kws.inference.duration");
        yield return ("counter", "/metrics?meter=Kws.AudioInference&name=kws.detections");
        yield return ("login", "/login");
    }

    public async ValueTask DisposeAsync()
    {
        await Dashboard.DisposeAsync();
        await AppHost.DisposeAsync();
    }
}
