using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Kws.TestSupport;

/// <summary>An ASP.NET Core server of this process on a loopback port, and what it logs.</summary>
public sealed class KestrelHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KestrelHost(WebApplication app, RecordingLoggerProvider logs) => (_app, Logs) = (app, logs);

    /// <summary>The first address that it listens at: http://127.0.0.1:port.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Its log from its start on.</summary>
    public RecordingLoggerProvider Logs { get; }

    /// <summary>Its services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server; returns when it listens.</summary>
    /// <param name="configure">Adds services and settings.</param>
    /// <param name="map">Maps the endpoints.</param>
    /// <param name="port">0 for a free one.</param>
    public static async Task<KestrelHost> StartAsync(
        Action<WebApplicationBuilder> configure,
        Action<WebApplication> map,
        int port = 0)
    {
        var logs = new RecordingLoggerProvider();
        // Watching the settings' files would take one of the few watches that a user has, for each host.
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Configuration["urls"] = $"http://127.0.0.1:{port}";
        builder.Logging.ClearProviders().AddProvider(logs);
        configure(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync().WithTimeout();
        return new KestrelHost(app, logs);
    }

    /// <summary>What SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <summary>Ends it; without <see cref="StopAsync"/> before, calls in flight are broken off.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
