using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kws.Cli.Tests.Hosts;

/// <summary>A real gRPC server on a loopback port of this process, for a service that a test scripts.</summary>
internal sealed class ScriptedHost : IAsyncDisposable
{
    private readonly KestrelHost _host;

    private ScriptedHost(KestrelHost host) => _host = host;

    public string Address => _host.Address;

    public int Port => new Uri(Address).Port;

    /// <param name="port">0 for a free one.</param>
    public static async Task<ScriptedHost> StartAsync<TService>(TService service, int port = 0)
        where TService : class => new(await KestrelHost.StartAsync(
            builder =>
            {
                builder.WebHost.ConfigureKestrel(kestrel =>
                    kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
                builder.Services.AddGrpc();
                builder.Services.AddSingleton(service);
                builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
            },
            app => app.MapGrpcService<TService>(), port));

    /// <summary>Ends at once, as when the process is killed: connections are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().WithTimeout();
        await _host.DisposeAsync().WithTimeout();
    }
}
