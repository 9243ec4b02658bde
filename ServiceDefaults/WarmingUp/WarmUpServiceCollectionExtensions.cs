using Kws.ServiceDefaults.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.ServiceDefaults.WarmingUp;

/// <summary>Adds a service's warm-up.</summary>
public static class WarmUpServiceCollectionExtensions
{
    /// <summary>
    /// Runs <typeparamref name="TWarmUp"/> after the hosted services added before it and before the server listens, for
    /// at most
    /// <c>WarmUp:Limit</c>. A warm-up that fails is logged and stops nothing.
    /// </summary>
    public static IServiceCollection AddWarmUp<TWarmUp>(this IServiceCollection services) where TWarmUp : class, IWarmUp
    {
        services.AddSettings<WarmUpOptions, WarmUpOptionsValidator>(WarmUpOptions.Section);
        services.AddSingleton<IWarmUp, TWarmUp>();
        return services.AddHostedService<WarmUpService>();
    }
}
