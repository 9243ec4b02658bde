using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.AudioInference.Events;
using Kws.AudioInference.Grpc;
using Kws.AudioInference.Streaming;
using Kws.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kws.AudioInference.FunctionalTests;

/// <summary>The service on a real Kestrel at a free port, with the shipped model, and a channel to it.</summary>
internal sealed class SpotterHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SpotterHost(WebApplication app, RecordingLoggerProvider logs)
    {
        _app = app;
        Logs = logs;
        Address = app.Urls.First();
        Channel = OpenChannel();
        Client = new KeywordSpotter.KeywordSpotterClient(Channel);
    }

    public string Address { get; }

    public GrpcChannel Channel { get; }

    public KeywordSpotter.KeywordSpotterClient Client { get; }

    public RecordingLoggerProvider Logs { get; }

    public IServiceProvider Services => _app.Services;

    public int OpenSessions => Services.GetRequiredService<SpotSessions>().Count;

    /// <param name="settings">Configuration besides the defaults.</param>
    /// <param name="configure">More services, or others.</param>
    public static async Task<SpotterHost> StartAsync(
        Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? configure = null)
    {
        var logs = new RecordingLoggerProvider();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["Models:Root"] = Repository.PathOf("models");
        builder.Configuration["Features:Source"] = "InProcess";
        builder.Configuration["Models:Watch"] = "00:00:00.2";
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        // On a busy machine the first look at the health comes before the model is loaded.
        logs.Expect(line => line.Category.EndsWith("DefaultHealthCheckService", StringComparison.Ordinal));
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.AddServiceDefaults();
        builder.Services.AddAudioInference(builder.Configuration);
        builder.AddDetectionEvents();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<KeywordSpotterService>();
        await app.StartAsync().WithTimeout();
        return new SpotterHost(app, logs);
    }

    public GrpcChannel OpenChannel() =>
        GrpcChannel.ForAddress(Address,
            new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });

    /// <summary>Begins the drain, as SIGTERM does; completes when the host stopped.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.StopAsync().WithTimeout();
        await _app.DisposeAsync();
        Logs.AssertNoErrors();
    }
}
