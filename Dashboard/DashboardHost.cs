using Kws.Dashboard.Access;
using Kws.Dashboard.Assets;
using Kws.Dashboard.Live;
using Kws.Dashboard.Otlp;
using Kws.Dashboard.Pages;
using Kws.Dashboard.Pages.Resources;
using Kws.Dashboard.Resources.Grpc;
using Kws.Dashboard.Telemetry;
using Kws.Dashboard.Telemetry.Logs;
using Kws.Dashboard.Telemetry.Metrics;
using Kws.Dashboard.Telemetry.Traces;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kws.Dashboard;

/// <summary>Puts the dashboard together.</summary>
public static class DashboardHost
{
    /// <param name="args">Command line, such as <c>--urls http://localhost:18888</c>.</param>
    /// <param name="configure">More configuration and services, before the application is built.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(DashboardHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning);
        configure?.Invoke(builder);

        var addresses = DashboardAddresses.Read(builder.Configuration);
        DashboardOptions options = builder.Configuration.GetSection("Dashboard").Get<DashboardOptions>() ?? new();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(addresses));
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, null);
        builder.Services.AddSingleton(addresses);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<DashboardOptions>().Bind(builder.Configuration.GetSection("Dashboard")).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddTelemetryStores();
        builder.Services.AddResources(addresses.ResourceService, options.ResourceServiceClient.ApiKey);
        builder.Services.AddAccess(isOpen: string.IsNullOrEmpty(options.Frontend.BrowserToken));
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = OtlpHttpEndpoints.MaxRequestBytes);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton<ServiceColours>();
        return Map(builder.Build(), addresses);
    }

    private static void AddTelemetryStores(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<DashboardOptions>>().Value.TelemetryLimits);
        services.AddSingleton<ChangeFeed>().AddScoped<ShownVersions>().AddSingleton<SourceDirectory>();
        services.AddSingleton<LogStore>().AddSingleton<TraceStore>().AddSingleton<MetricStore>();
        services.AddSingleton<OtlpText>().AddSingleton<SourceReader>();
        services.AddSingleton<TraceReceiver>().AddSingleton<LogReceiver>().AddSingleton<MetricReceiver>();
    }

    private static WebApplication Map(WebApplication app, DashboardAddresses addresses)
    {
        app.UseMiddleware<OtlpKeyMiddleware>();
        app.UseWhen(context => addresses.RoleOf(context.Connection.LocalPort) == PortRole.Pages, pages => pages.UseMiddleware<PageSecurityMiddleware>());
        app.UseRouting();
        app.UseMiddleware<ServedOnMiddleware>();
        app.UseAuthentication();
        app.UseAuthorization();

        RouteGroupBuilder pages = app.MapGroup("").WithMetadata(new ServedOnMiddleware.ServedOn(PortRole.Pages));
        pages.MapAssets();
        pages.MapLogin();
        pages.MapPages();
        pages.MapLive();
        pages.MapCommands();
        pages.MapSecrets();

        RouteGroupBuilder grpc = app.MapGroup("").WithMetadata(new ServedOnMiddleware.ServedOn(PortRole.OtlpGrpc)).AllowAnonymous();
        grpc.MapGrpcService<OtlpTraceService>();
        grpc.MapGrpcService<OtlpLogsService>();
        grpc.MapGrpcService<OtlpMetricsService>();
        app.MapGroup("").WithMetadata(new ServedOnMiddleware.ServedOn(PortRole.OtlpHttp)).AllowAnonymous().MapOtlpHttp();

        app.Lifetime.ApplicationStarted.Register(() => DashboardLog.Ready(app.Logger, addresses.Pages, addresses.OtlpGrpc));
        return app;
    }
}
