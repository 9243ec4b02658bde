using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Settings;

/// <summary>Adds settings.</summary>
public static class SettingsServiceCollectionExtensions
{
    /// <summary>
    /// Binds <typeparamref name="TOptions"/> to a section of the configuration. All its faults are told at start, with
    /// those of all other settings, each with its full key, value and limit: <see cref="OptionsValidationException"/>.
    /// </summary>
    /// <typeparam name="TOptions">A property a setting, a class a section; rules by
    /// <see cref="Kws.Settings.SettingAttribute"/>.</typeparam>
    /// <typeparam name="TValidator">Generated, by <see cref="OptionsValidatorAttribute"/>.</typeparam>
    /// <param name="services">Of the host, which supplies <see cref="IConfiguration"/>.</param>
    /// <param name="section">Key of the section; empty: the root.</param>
    public static IServiceCollection AddSettings<TOptions, TValidator>(
        this IServiceCollection services,
        string section)
        where TOptions : class
        where TValidator : IValidateOptions<TOptions>, new()
    {
        services.AddOptions<TOptions>()
            .Configure<IConfiguration>((options, configuration) =>
                new SettingsSection(configuration, section, typeof(TOptions)).Bind(options))
            .ValidateOnStart();
        return services.AddSingleton<IValidateOptions<TOptions>>(provider => new SettingsValidator<TOptions>(
            new SettingsSection(provider.GetRequiredService<IConfiguration>(), section, typeof(TOptions)),
            new TValidator()));
    }
}
