using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.AudioInference.Events;
using Kws.AudioInference.Grpc;
using Kws.AudioInference.Streaming;
using Kws.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.AudioInference.Tests.Hosts;

/// <summary>The service on a real Kestrel at a free port, with the shipped model, and a channel to it.</summary>
internal sealed class SpotterHost : IAsyncDisposable
{
    private readonly KestrelHost _host;

    private SpotterHost(KestrelHost host)
    {
        _host = host;
        Channel = OpenChannel();
        Client = new KeywordSpotter.KeywordSpotterClient(Channel);
    }

    public string Address => _host.Address;

    public GrpcChannel Channel { get; }

    public KeywordSpotter.KeywordSpotterClient Client { get; }

    public RecordingLoggerProvider Logs => _host.Logs;

    public IServiceProvider Services => _host.Services;

    public int OpenSessions => Services.GetRequiredService<SpotSessions>().Count;

    /// <param name="settings">Configuration besides the defaults.</param>
    /// <param name="configure">More services, or others.</param>
    public static async Task<SpotterHost> StartAsync(
        Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? configure = null)
    {
        var host = new SpotterHost(await KestrelHost.StartAsync(
            builder => Configure(builder, settings ?? [], configure),
            app =>
            {
                app.MapServiceDefaults();
                app.MapGrpcService<KeywordSpotterService>();
            }));
        // On a busy machine the first look at the health comes before the model is loaded.
        host.Logs.Expect(line => line.Category.EndsWith("DefaultHealthCheckService", StringComparison.Ordinal));
        return host;
    }

    private static void Configure(
        WebApplicationBuilder builder,
        Dictionary<string, string?> settings,
        Action<IServiceCollection>? configure)
    {
        builder.Configuration["Models:Root"] = Repository.PathOf("models");
        builder.Configuration["Features:Source"] = "InProcess";
        builder.Configuration["Models:Watch"] = "00:00:00.2";
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        builder.Services.AddAudioInference(builder.Configuration);
        builder.AddDetectionEvents();
        configure?.Invoke(builder.Services);
    }

    public GrpcChannel OpenChannel() =>
        GrpcChannel.ForAddress(Address,
            new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });

    /// <summary>Begins the drain, as SIGTERM does; completes when the host stopped.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _host.StopAsync().WithTimeout();
        await _host.DisposeAsync();
        Logs.AssertNoErrors();
    }
}
