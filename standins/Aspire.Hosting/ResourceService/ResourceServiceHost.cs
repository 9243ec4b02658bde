using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ResourceService;

/// <summary>Serves what the dashboard asks about the resources, on a private loopback address.</summary>
internal sealed class ResourceServiceHost(
    ResourceNotificationService notifications, ResourceLoggerService logs, Func<Orchestrator> orchestrator, string applicationName, string apiKey)
    : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private WebApplication? _application;

    public async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        // The AppHost's own configuration, which lies in the same folder, is not meant for this server.
        builder.Configuration["urls"] = null;
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton(new ResourcesService(notifications, logs, orchestrator, applicationName, _stop.Token));
        builder.Services.AddSingleton(new ApiKeyInterceptor(apiKey));
        builder.Services.AddGrpc(grpc => grpc.Interceptors.Add<ApiKeyInterceptor>());
        _application = builder.Build();
        _application.MapGrpcService<ResourcesService>();
        await _application.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_application is not null)
            await _application.DisposeAsync().ConfigureAwait(false);
    }

    // Ctrl+C is the AppHost's to handle.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
