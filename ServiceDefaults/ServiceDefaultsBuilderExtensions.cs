using Grpc.AspNetCore.Server;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Binding;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Clients;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Settings;
using Kws.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Kws.ServiceDefaults;

/// <summary>What every service of the mesh has.</summary>
public static class ServiceDefaultsBuilderExtensions
{
    /// <summary>
    /// Adds gRPC with message limits and error mapping, health checks, reflection, telemetry over
    /// OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, service discovery and graceful drain.
    /// </summary>
    /// <remarks>
    /// The addresses of <c>ASPNETCORE_URLS</c>, <c>HTTP_PORTS</c> and so on serve HTTP/2 (gRPC); <c>HEALTH_PORT</c>
    /// adds an HTTP/1.1 endpoint for <c>/health</c> and <c>/alive</c> beside them. Configuration sections: <c>Grpc</c>
    /// (<see cref="GrpcLimitsOptions"/>), <c>Calls</c> (<see cref="CallLimitsOptions"/>), <c>Health</c>
    /// (<see cref="HealthOptions"/>), <c>Drain</c> (<see cref="DrainOptions"/>), <c>Access</c>
    /// (<see cref="AccessOptions"/>), <c>Tls</c> (<see cref="Tls.TlsOptions"/>).
    /// </remarks>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.AddDefaults(isWebServer: false);
        builder.Services.AddTransient<IStartupFilter, BodyWatching>();
        return builder;
    }

    /// <summary>
    /// The same for a server of web pages and of calls that it passes on: its addresses serve HTTP/1.1, and with TLS
    /// HTTP/2 too; <c>GRPC_PORT</c> adds one for HTTP/2 in clear text. The bodies of calls are not watched: who answers
    /// them does that.
    /// </summary>
    public static TBuilder AddWebServerDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddDefaults(isWebServer: true);
        // Its routes for what no service answers would hide that a page's method or type is not allowed.
        builder.Services.Configure<GrpcServiceOptions>(grpc => grpc.IgnoreUnknownServices = true);
        // What passes through is read on the thread that was woken for it.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        return builder;
    }

    private static TBuilder AddDefaults<TBuilder>(this TBuilder builder, bool isWebServer)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddAccess(passesOn: isWebServer);
        builder.AddGrpcServer();
        builder.AddCallLimits();
        builder.AddEndpoints(isWebServer);
        builder.AddHealth();
        builder.AddDraining();
        builder.AddTelemetry();
        builder.AddMeshDiscovery();
        return builder;
    }

    private static void AddGrpcServer<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<ErrorMapOptions>();
        builder.Services.AddSingleton<ErrorMap>();
        builder.Services.AddSingleton<MalformedRequests>();
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpc(options =>
        {
            // Outermost first: the metrics see the status that the error mapping made.
            options.Interceptors.Add<CallMetricsInterceptor>();
            options.Interceptors.Add<ErrorMappingInterceptor>();
            options.Interceptors.Add<DrainInterceptor>();
        });
        builder.Services.AddCheckedRequests();
    }

    private static void AddCallLimits<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddSettings<CallLimitsOptions, CallLimitsOptionsValidator>(CallLimitsOptions.Section);
        builder.Services.AddSingleton<CallRefusals>();
        builder.Services.AddSingleton<ByteBudget>();
        builder.Services.AddSingleton<UnfinishedCalls>();
    }
}
