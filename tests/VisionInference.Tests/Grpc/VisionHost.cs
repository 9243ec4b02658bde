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
    private readonly WebApplication _app;
    private readonly TemporaryFolder _models;

    private VisionHost(WebApplication app, TemporaryFolder models, string address, RecordingLoggerProvider logs)
    {
        (_app, _models, Logs) = (app, models, logs);
        Channel = GrpcChannel.ForAddress(address);
    }

    public GrpcChannel Channel { get; }

    public SignReader.SignReaderClient Client => new(Channel);

    public RecordingLoggerProvider Logs { get; }

    /// <summary>The folder of model packages.</summary>
    public string Models => _models.Path;

    public IServiceProvider Services => _app.Services;

    public static async Task<VisionHost> StartAsync(
        Action<WebApplicationBuilder>? configure = null,
        bool withModel = true,
        params (string Key, string Value)[] settings)
    {
        var models = new TemporaryFolder();
        if (withModel)
            TinySignModel.WritePackage(models.Path);
        var logs = new RecordingLoggerProvider();
        var address = FreePort.Address();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["urls"] = address;
        builder.Configuration["Models:Root"] = models.Path;
        builder.Configuration["Models:Sign"] = "tiny";
        builder.Configuration["Models:Watch"] = "00:00:00.05";
        builder.Configuration["Speech:Address"] = address;
        foreach ((var key, var value) in settings)
            builder.Configuration[key] = value;
        builder.Logging.ClearProviders().AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        builder.AddServiceDefaults();
        builder.Services.AddVisionInference(builder.Configuration);
        builder.Services.AddSingleton<MadeSpeech>();
        builder.Services.AddSingleton<RecordedReadings>();
        builder.Services.AddSingleton<IReadingSink>(provider => provider.GetRequiredService<RecordedReadings>());
        configure?.Invoke(builder);
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<SignReaderService>();
        app.MapGrpcService<MadeSpeech>();
        await app.StartAsync().WithTimeout();
        return new VisionHost(app, models, address, logs);
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
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _models.Dispose();
    }
}
