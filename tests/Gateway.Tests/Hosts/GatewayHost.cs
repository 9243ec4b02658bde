using System.Globalization;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Gateway.Tests.Hosts;

/// <summary>The gateway in this process: HTTP/1.1 on one loopback port, gRPC in clear text on another.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    /// <summary>The setting that has it serve the console.</summary>
    public const string WithConsole = "--Console:Enabled=true";

    private readonly KestrelHost _host;

    private GatewayHost(KestrelHost host, int grpcPort)
    {
        _host = host;
        Channel = GrpcChannel.ForAddress(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{grpcPort}"),
            new GrpcChannelOptions { MaxReceiveMessageSize = 16 << 20 });
        Http = new HttpClient { BaseAddress = new Uri(host.Address), Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>For gRPC clients.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>For everything else.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _host.Services;

    public RecordingLoggerProvider Logs => _host.Logs;

    /// <summary>Starts the gateway, without the console's pages, which take longer to start than all the rest; clients
    /// on this machine need no long linger.</summary>
    /// <param name="settings">As on a command line; <see cref="MeshBehind.Setting"/> for where the services are,
    /// <see cref="WithConsole"/>.</param>
    public static Task<GatewayHost> StartAsync(params string[] settings) => StartAsync(_ => { }, settings);

    /// <inheritdoc cref="StartAsync(string[])"/>
    /// <param name="change">Replaces services, such as the clock.</param>
    public static async Task<GatewayHost> StartAsync(Action<IServiceCollection> change, params string[] settings)
    {
        var grpcPort = FreePort.Next();
        var host = await KestrelHost.StartAsync(configure => GatewayApplication.Create(
            [
                .. KestrelHost.Arguments(), string.Create(CultureInfo.InvariantCulture, $"--GRPC_PORT={grpcPort}"),
                "--Console:Enabled=false", "--Drain:Linger=00:00:00.1", .. settings,
            ], builder =>
            {
                configure(builder);
                change(builder.Services);
            }));
        return new GatewayHost(host, grpcPort);
    }

    /// <summary>What SIGTERM does.</summary>
    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Http.Dispose();
        await _host.StopAsync().WithTimeout();
        await _host.DisposeAsync();
        Logs.AssertNoErrors();
    }
}
