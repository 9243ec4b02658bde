using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kws.Dashboard.Tests.Scene;

/// <summary>The real dashboard on loopback ports.</summary>
internal sealed class DashboardUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardUnderTest(WebApplication app, string pages, string otlpGrpc, string otlpHttp, RecordingLoggerProvider logs)
    {
        (_app, Pages, OtlpGrpc, OtlpHttp, Logs) = (app, new Uri(pages), new Uri(otlpGrpc), new Uri(otlpHttp), logs);
        Channel = GrpcChannel.ForAddress(otlpGrpc);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ActivityHeadersPropagator = null }) { BaseAddress = Pages };
    }

    public Uri Pages { get; }

    public Uri OtlpGrpc { get; }

    public Uri OtlpHttp { get; }

    public RecordingLoggerProvider Logs { get; }

    /// <summary>To the OTLP port.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>To the pages; follows no redirects.</summary>
    public HttpClient Http { get; }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<DashboardUnderTest> StartAsync(params (string Key, string Value)[] settings)
    {
        (string pages, string grpc, string http) = (FreePort.Address(), FreePort.Address(), FreePort.Address());
        var logs = new RecordingLoggerProvider();
        WebApplication app = DashboardHost.Create([], builder =>
        {
            builder.Configuration["urls"] = pages;
            builder.Configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = grpc;
            builder.Configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = http;
            foreach ((string key, string value) in settings)
                builder.Configuration[key] = value;
            builder.Logging.ClearProviders().AddProvider(logs);
        });
        await app.StartAsync().WithTimeout();
        return new DashboardUnderTest(app, pages, grpc, http, logs);
    }

    /// <summary>What SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Channel.Dispose();
        await _app.DisposeAsync();
    }
}
