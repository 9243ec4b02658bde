using System.Text.Json.Nodes;
using Grpc.Net.Client;
using Kws.ServiceDefaults;
using Kws.Vision.V1;
using Kws.VisionInference.Grpc;
using Kws.VisionInference.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>The real service on a loopback port, with the tiny model and a made speech service beside it.</summary>
internal sealed class VisionHost : IAsyncDisposable
{
    private readonly KestrelHost _host;
    private readonly TemporaryFolder _models;

    private VisionHost(KestrelHost host, TemporaryFolder models)
    {
        (_host, _models) = (host, models);
        Channel = GrpcChannel.ForAddress(host.Address);
    }

    public GrpcChannel Channel { get; }

    public SignReader.SignReaderClient Client => new(Channel);

    public RecordingLoggerProvider Logs => _host.Logs;

    /// <summary>The folder of model packages.</summary>
    public string Models => _models.Path;

    public IServiceProvider Services => _host.Services;

    public static async Task<VisionHost> StartAsync(
        Action<WebApplicationBuilder>? configure = null,
        bool withModel = true,
        float[]? hand = null,
        params (string Key, string Value)[] settings)
    {
        var models = new TemporaryFolder();
        if (withModel)
            TinySignModel.WritePackage(models.Path, hand: hand);
        var port = FreePort.Next();
        var host = await KestrelHost.StartAsync(
            builder =>
            {
                builder.Configuration["Models:Root"] = models.Path;
                // The service speaks to itself: the made speech is served beside it.
                builder.Configuration["Speech:Address"] = $"http://127.0.0.1:{port}";
                Configure(builder, settings);
                configure?.Invoke(builder);
            },
            app =>
            {
                app.MapServiceDefaults();
                app.MapGrpcService<SignReaderService>();
                app.MapGrpcService<MadeSpeech>();
            },
            port);
        return new VisionHost(host, models);
    }

    private static void Configure(WebApplicationBuilder builder, (string Key, string Value)[] settings)
    {
        builder.Configuration["Models:Sign"] = "tiny";
        builder.Configuration["Models:Watch"] = "00:00:00.05";
        foreach ((var key, var value) in settings)
            builder.Configuration[key] = value;
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
        builder.AddServiceDefaults();
        builder.Services.AddVisionInference(builder.Configuration);
        builder.Services.AddSingleton<MadeSpeech>();
        builder.Services.AddSingleton<RecordedReadings>();
        builder.Services.AddSingleton<IReadingSink>(provider => provider.GetRequiredService<RecordedReadings>());
    }

    /// <summary>Makes a package elsewhere and moves it in, so that the watching host never sees half of it.</summary>
    public void Publish(string version, Action<JsonObject>? change = null)
    {
        using var workshop = new TemporaryFolder();
        var folder = TinySignModel.WritePackage(workshop.Path, version: version, change: change);
        var name = Path.GetRelativePath(workshop.Path, folder);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Models, name))!);
        Directory.Move(folder, Path.Combine(Models, name));
    }

    /// <summary>What SIGTERM does.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _host.StopAsync();
        await _host.DisposeAsync();
        _models.Dispose();
    }
}
