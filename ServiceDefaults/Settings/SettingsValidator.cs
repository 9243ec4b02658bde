using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Settings;

/// <summary>Tells with the full key what the generated validator finds, and what cannot be read at all.</summary>
internal sealed class SettingsValidator<TOptions>(SettingsSection section, IValidateOptions<TOptions> rules)
    : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        string[] faults =
        [
            .. section.Unreadable().Select(setting => setting.Fault),
            .. (rules.Validate(null, options).Failures ?? []).Select(section.FullKey),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
