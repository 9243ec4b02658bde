using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.ServiceDefaults.Clients;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.ServiceDefaults.Tests;

/// <summary>A real service with the defaults, on loopback ports.</summary>
internal sealed class ProbeHost : IAsyncDisposable
{
    private readonly KestrelHost _host;

    private ProbeHost(KestrelHost host, int healthPort, ProbeState state)
    {
        _host = host;
        State = state;
        HealthAddress = Loopback(healthPort);
        // Without a propagator the client makes no spans and leaves a test's own traceparent alone.
        Channel = GrpcChannel.ForAddress(Address,
            new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { ActivityHeadersPropagator = null } });
    }

    public Uri Address => new(_host.Address);

    public Uri HealthAddress { get; }

    public GrpcChannel Channel { get; }

    public Probe.ProbeClient Client => new(Channel);

    /// <summary>As the mesh's services call each other.</summary>
    public Probe.ProbeClient ClientOfItself => _host.Services.GetRequiredService<Probe.ProbeClient>();

    public ProbeState State { get; }

    public IServiceProvider Services => _host.Services;

    public RecordingLoggerProvider Logs => _host.Logs;

    public static async Task<ProbeHost> StartAsync(
        ProbeState? state = null,
        params (string Key, string Value)[] settings) =>
        await StartAsync(state, null, settings);

    /// <param name="state">What the service is told.</param>
    /// <param name="timeProvider">Its clock; null: the system's.</param>
    /// <param name="settings">Configuration besides the defaults.</param>
    public static async Task<ProbeHost> StartAsync(
        ProbeState? state,
        TimeProvider? timeProvider,
        (string Key, string Value)[] settings)
    {
        state ??= new ProbeState();
        (var port, var healthPort) = (FreePort.Next(), FreePort.Next());
        var host = await KestrelHost.StartAsync(
            builder =>
            {
                builder.Configuration["HEALTH_PORT"] = healthPort.ToString(CultureInfo.InvariantCulture);
                builder.Configuration["services:probe:http:0"] = Loopback(port).ToString();
                builder.Configuration["Health:OnServicePorts"] = "true";
                builder.Configuration["Health:Period"] = "00:00:00.5";
                foreach ((var key, var value) in settings)
                    builder.Configuration[key] = value;
                if (timeProvider is not null)
                    builder.Services.AddSingleton(timeProvider);
                if (builder.Configuration["environment"] is { } environment)
                    builder.Environment.EnvironmentName = environment;
                AddServices(builder, state);
            },
            app =>
            {
                app.MapGrpcService<ProbeService>();
                app.MapServiceDefaults();
            },
            port);
        return new ProbeHost(host, healthPort, state);
    }

    private static void AddServices(WebApplicationBuilder builder, ProbeState state)
    {
        builder.AddServiceDefaults();
        builder.Services.AddMeshClient<Probe.ProbeClient>("http://probe");
        builder.Services.AddSingleton(state);
        builder.Services.Configure<ErrorMapOptions>(errors => errors.Map<LibraryException>(StatusCode.InvalidArgument));
        builder.Services.AddHealthChecks().AddCheck("probe", state.Check);
    }

    /// <summary>What SIGTERM does.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _host.DisposeAsync();
    }

    private static Uri Loopback(int port) => new($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
}
