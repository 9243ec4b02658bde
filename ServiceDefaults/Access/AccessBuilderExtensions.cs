using Kws.ServiceDefaults.Access.Checks;
using Kws.ServiceDefaults.Access.Listening;
using Kws.ServiceDefaults.Access.Revocation;
using Kws.ServiceDefaults.Access.Tokens;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.Settings;
using Kws.ServiceDefaults.Tls;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Access;

internal static class AccessBuilderExtensions
{
    /// <summary>
    /// Finds out who calls and holds callers to the rules of methods and endpoints. Before what counts callers.
    /// </summary>
    /// <param name="builder">Of the host.</param>
    /// <param name="passesOn">Whether it passes calls on to other services.</param>
    /// <remarks>A host that is an issuer itself registers a <c>BaseConfigurationManager</c> with its own keys, and its
    /// own <see cref="IRevocations"/>.</remarks>
    public static void AddAccess<TBuilder>(this TBuilder builder, bool passesOn)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTls();
        var services = builder.Services;
        services.AddSettings<AccessOptions, AccessOptionsValidator>(AccessOptions.Section);
        services.AddSingleton<AccessMetrics>();
        services.AddSingleton<IssuerSource>();
        services.AddSingleton<MeshTokens>();
        services.AddSingleton<CallerTokens>();
        services.AddSingleton<TokenReader>();
        services.AddSingleton<RevocationBook>();
        services.TryAddSingleton<IRevocations>(provider => provider.GetRequiredService<RevocationBook>());
        services.AddHostedService<RevocationPoller>();
        services.AddSingleton<OpenCalls>();
        services.AddSingleton(provider => new AccessCheck(provider.GetRequiredService<IOptions<AccessOptions>>(),
            provider.GetRequiredService<CallRefusals>(), provider.GetRequiredService<OpenCalls>()));
        services.AddSingleton(new CallsPassedOn(passesOn));
        services.AddTransient<IStartupFilter, CallerIdentification>();
        AddOpenModeGuard(services);
    }

    private static void AddOpenModeGuard(IServiceCollection services)
    {
        services.AddSingleton(provider => new OpenModeGuard(provider.GetRequiredService<IOptions<AccessOptions>>(),
            provider.GetRequiredService<HealthPort>(), provider,
            provider.GetRequiredService<ILogger<OpenModeGuard>>()));
        services.AddHostedService(provider => provider.GetRequiredService<OpenModeGuard>());
    }
}
