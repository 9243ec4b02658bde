using Kws.Gateway.Grpc;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Settings;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Wyoming;

internal static class WyomingServiceCollectionExtensions
{
    /// <summary>The gateway as a Wyoming server, if a port is set.</summary>
    public static IServiceCollection AddWyoming(this IServiceCollection services)
    {
        services.AddSettings<WyomingOptions, WyomingOptionsValidator>(WyomingOptions.Section);
        services.AddSingleton<WakeModelCalls>();
        services.AddSingleton<WyomingVoices>();
        services.AddSingleton<WyomingInfo>();
        services.AddSingleton<WyomingMetrics>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WyomingServer>(
            provider, ActivatorUtilities.CreateInstance<SessionGate>(provider, "open connections",
                provider.GetRequiredService<IOptions<WyomingOptions>>().Value.MaxConnections)));
        services.AddHostedService<WyomingListener>();
        services.AddHostedService<WyomingAnnouncer>();
        return services;
    }
}
