using System.Net;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grpc.Core.Api.Tests.RoundTrip;

/// <summary>The genuine server on a loopback port in clear text, and a channel of the genuine client.</summary>
public sealed class EchoHost : IAsyncLifetime
{
    private readonly WebApplication _app;
    private GrpcChannel? _channel;

    public EchoHost()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = 64 * 1024);
        _app = builder.Build();
        _app.MapGrpcService<EchoService>();
    }

    public Uri Address => new(_app.Urls.Single());

    public Echo.EchoClient Client => new(_channel!);

    public async Task InitializeAsync()
    {
        await _app.StartAsync().WithTimeout();
        _channel = GrpcChannel.ForAddress(Address);
    }

    public async Task DisposeAsync()
    {
        _channel?.Dispose();
        await _app.DisposeAsync();
    }
}
