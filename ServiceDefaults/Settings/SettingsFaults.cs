using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Settings;

/// <summary>Tells the faults of all settings at once.</summary>
internal static class SettingsFaults
{
    /// <summary>Validates all settings, before the first part of the service that asks for some fails by
    /// itself.</summary>
    /// <exception cref="OptionsValidationException">All faults of all sections.</exception>
    public static void Tell(IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
        }
        catch (AggregateException sections)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(object), sections.InnerExceptions
                .SelectMany(section => section is OptionsValidationException { Failures: var faults }
                    ? faults
                    : [section.Message]));
        }
    }

    /// <summary>For what is asked before faults are told: the defaults, where there is one.</summary>
    public static TOptions ValidOrDefault<TOptions>(this IOptions<TOptions> settings) where TOptions : class, new()
    {
        try
        {
            return settings.Value;
        }
        catch (OptionsValidationException)
        {
            return new TOptions();
        }
    }
}
