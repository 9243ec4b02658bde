using System.Net;
using Grpc.Net.Client;
using Kws.FeatureExtraction.Grpc;
using Kws.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Client = Kws.Features.V1.FeatureExtraction.FeatureExtractionClient;

namespace Kws.FeatureExtraction.Tests;

/// <summary>The service on Kestrel, at a free loopback port.</summary>
internal sealed class FeatureExtractionHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FeatureExtractionHost(WebApplication app, RecordingLoggerProvider logs)
    {
        _app = app;
        Logs = logs;
        Address = new Uri(app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
    }

    public Uri Address { get; }

    public GrpcChannel Channel { get; }

    public Client Client => new(Channel);

    public RecordingLoggerProvider Logs { get; }

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<FeatureExtractionHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var logs = new RecordingLoggerProvider();
        var builder = WebApplication.CreateBuilder();
        foreach (var (key, value) in settings)
            builder.Configuration[$"{FeatureExtractionOptions.Section}:{key}"] = value;
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.AddServiceDefaults();
        builder.AddFeatureExtraction();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapGrpcService<FeatureExtractionService>();
        await app.StartAsync().WithTimeout();
        return new FeatureExtractionHost(app, logs);
    }

    /// <summary>What SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
        Logs.AssertNoErrors();
    }
}
