using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Settings;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Sockets;

internal static class SocketsServiceCollectionExtensions
{
    /// <summary>WebSockets for browsers.</summary>
    public static IServiceCollection AddSockets(this IServiceCollection services)
    {
        services.AddSettings<SocketOptions, SocketOptionsValidator>(SocketOptions.Section);
        services.AddSingleton<SocketMetrics>();
        services.AddSingleton<SocketOrigins>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SocketEndpoint>(
            provider, ActivatorUtilities.CreateInstance<SessionGate>(
                provider, "open sockets", provider.GetRequiredService<IOptions<SocketOptions>>().Value.MaxOpen)));
        return services;
    }
}
