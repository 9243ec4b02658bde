using Kws.Gateway.Console;
using Kws.Gateway.Grpc;
using Kws.Gateway.Http;
using Kws.Gateway.Http.Limits;
using Kws.Gateway.Identity;
using Kws.Gateway.Proxying;
using Kws.Gateway.Sockets;
using Kws.Gateway.Wyoming;
using Kws.ServiceDefaults;
using Kws.ServiceDefaults.Draining;

namespace Kws.Gateway;

/// <summary>The composed service, for <c>Program</c> and for tests that run it on a loopback port.</summary>
internal static class GatewayApplication
{
    /// <summary>Builds the service; <paramref name="configure"/> runs last.</summary>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // By its own name it finds its pages' files, in whatever process it runs.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(GatewayApplication).Assembly.GetName().Name,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.AddWebServerDefaults();
        builder.AddIdentity();
        builder.Services.AddMeshClients();
        builder.Services.AddGrpcPassage();
        builder.Services.AddHttpApi();
        builder.Services.AddSockets();
        builder.Services.AddWyoming();
        builder.Services.AddConsole();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseKnownProxies();
        app.UsePageSecurity();
        app.UseNamedHosts();
        app.UseRequestDraining(IsWaitedFor);
        app.UseIdentity();
        app.MapServiceDefaults();
        app.UseGrpcWebPassage();
        app.UseHttpApi();
        app.MapSockets();
        app.MapConsole();
        app.MapHttpApi();
        app.MapIdentity();
        app.MapGrpcPassage();
        return app;
    }

    // Probes are answered to the end, and a page that somebody looks at may stay open for days.
    private static bool IsWaitedFor(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health") && !context.Request.Path.StartsWithSegments("/alive")
            && !context.Request.Path.StartsWithSegments("/grpc.health.v1.Health")
            && !context.Request.Path.StartsWithSegments("/_blazor");
}
