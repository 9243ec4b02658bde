using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.ServiceDefaults.Clients;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Tests;

/// <summary>A real service with the defaults, on loopback ports.</summary>
internal sealed class ProbeHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ProbeHost(WebApplication app, int port, int healthPort, ProbeState state, RecordingLoggerProvider logs)
    {
        _app = app;
        State = state;
        Logs = logs;
        Address = Loopback(port);
        HealthAddress = Loopback(healthPort);
        // Without a propagator the client makes no spans and leaves a test's own traceparent alone.
        Channel = GrpcChannel.ForAddress(Address,
            new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { ActivityHeadersPropagator = null } });
    }

    public Uri Address { get; }

    public Uri HealthAddress { get; }

    public GrpcChannel Channel { get; }

    public Probe.ProbeClient Client => new(Channel);

    /// <summary>As the mesh's services call each other.</summary>
    public Probe.ProbeClient ClientOfItself => _app.Services.GetRequiredService<Probe.ProbeClient>();

    public ProbeState State { get; }

    public RecordingLoggerProvider Logs { get; }

    public static async Task<ProbeHost> StartAsync(
        ProbeState? state = null,
        params (string Key, string Value)[] settings)
    {
        state ??= new ProbeState();
        var logs = new RecordingLoggerProvider();
        (var port, var healthPort) = (FreePort.Next(), FreePort.Next());
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["urls"] = Loopback(port).ToString();
        builder.Configuration["HEALTH_PORT"] = healthPort.ToString(CultureInfo.InvariantCulture);
        foreach ((var key, var value) in settings)
            builder.Configuration[key] = value;
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.AddServiceDefaults();
        builder.Configuration["services:probe:http:0"] = Loopback(port).ToString();
        builder.Services.AddMeshClient<Probe.ProbeClient>("http://probe");
        builder.Services.AddSingleton(state);
        builder.Services.Configure<ErrorMapOptions>(errors => errors.Map<LibraryException>(StatusCode.InvalidArgument));
        builder.Services.Configure<HealthCheckPublisherOptions>(publisher =>
        {
            publisher.Delay = TimeSpan.Zero;
            publisher.Period = TimeSpan.FromSeconds(1);
        });
        builder.Services.AddHealthChecks().AddCheck("probe", () =>
            state.IsHealthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("told so"));
        var app = builder.Build();
        app.MapGrpcService<ProbeService>();
        app.MapServiceDefaults();
        await app.StartAsync().WithTimeout();
        return new ProbeHost(app, port, healthPort, state, logs);
    }

    /// <summary>What SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
    }

    private static Uri Loopback(int port) => new($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
}
