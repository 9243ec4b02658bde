using Kws.ServiceDefaults.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Draining;

internal static class DrainingBuilderExtensions
{
    public static void AddDraining<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddSettings<DrainOptions, DrainOptionsValidator>(DrainOptions.Section);
        builder.Services.AddSingleton<CallsInFlight>();
        builder.Services.AddSingleton<DrainingService>();
        builder.Services.AddSingleton<IDrainSignal>(services => services.GetRequiredService<DrainingService>());
        builder.Services.AddHostedService(services => services.GetRequiredService<DrainingService>());
        builder.Services.AddHealthChecks().AddCheck<DrainHealthCheck>(
            DrainHealthCheck.Name, HealthStatus.Unhealthy);
        // The web server waits for calls in flight as long as the host may take to stop.
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>>(
            (host, settings) =>
            {
                var drain = settings.ValidOrDefault();
                host.ShutdownTimeout = drain.Timeout + drain.Announcement + drain.Linger;
            });
    }
}
