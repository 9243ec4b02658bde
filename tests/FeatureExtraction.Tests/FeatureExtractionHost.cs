using Grpc.Net.Client;
using Kws.FeatureExtraction.Grpc;
using Kws.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Client = Kws.Features.V1.FeatureExtraction.FeatureExtractionClient;

namespace Kws.FeatureExtraction.Tests;

/// <summary>The service on Kestrel, at a free loopback port.</summary>
internal sealed class FeatureExtractionHost : IAsyncDisposable
{
    private readonly KestrelHost _host;

    private FeatureExtractionHost(KestrelHost host)
    {
        _host = host;
        Channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
    }

    public Uri Address => new(_host.Address);

    public GrpcChannel Channel { get; }

    public Client Client => new(Channel);

    public RecordingLoggerProvider Logs => _host.Logs;

    public T Service<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<FeatureExtractionHost> StartAsync(params (string Key, string Value)[] settings)
    {
        var host = await KestrelHost.StartAsync(
            builder =>
            {
                foreach (var (key, value) in settings)
                    builder.Configuration[$"{FeatureExtractionOptions.Section}:{key}"] = value;
                builder.AddServiceDefaults();
                builder.AddFeatureExtraction();
            },
            app =>
            {
                app.MapServiceDefaults();
                app.MapGrpcService<FeatureExtractionService>();
            });
        return new FeatureExtractionHost(host);
    }

    /// <summary>What SIGTERM does.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _host.DisposeAsync();
        Logs.AssertNoErrors();
    }
}
