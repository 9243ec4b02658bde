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
    public static Task<KestrelHost> StartAsync(
        Action<WebApplicationBuilder> configure,
        Action<WebApplication> map,
        int port = 0) =>
        StartAsync(configureTests =>
        {
            var builder = WebApplication.CreateBuilder(Arguments(port));
            configureTests(builder);
            configure(builder);
            var app = builder.Build();
            map(app);
            return app;
        });

    /// <summary>Starts an application that is made elsewhere, as a service's own is; returns when it listens.</summary>
    /// <param name="create">Makes it: from <see cref="Arguments"/> and others, with its builder handed to what it is
    /// given.</param>
    public static async Task<KestrelHost> StartAsync(Func<Action<WebApplicationBuilder>, WebApplication> create)
    {
        var logs = new RecordingLoggerProvider();
        var app = create(builder => builder.Logging.ClearProviders().AddProvider(logs));
        await app.StartAsync().WithTimeout();
        return new KestrelHost(app, logs);
    }

    /// <summary>What an application in a test is told: where it listens, and to leave the settings' files unwatched,
    /// which would take one of the few watches that a user has, for each host.</summary>
    public static string[] Arguments(int port = 0) =>
        ["--hostBuilder:reloadConfigOnChange=false", $"--urls=http://127.0.0.1:{port}"];

    /// <summary>What SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <summary>Ends it; without <see cref="StopAsync"/> before, calls in flight are broken off.</summary>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
