using Kws.Gateway.Console.Live;
using Kws.Gateway.Console.Words;
using Kws.ServiceDefaults.Settings;

namespace Kws.Gateway.Console;

internal static class ConsoleServiceCollectionExtensions
{
    /// <summary>Adds what <see cref="ConsoleApplicationExtensions.MapConsole"/> needs.</summary>
    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddSettings<ConsoleOptions, ConsoleOptionsValidator>(ConsoleOptions.Section);
        services.AddSingleton<WordRecorder>();
        services.AddSingleton<LiveStreams>();
        return services;
    }
}
