using System.ComponentModel.DataAnnotations;

namespace Kws.Settings;

/// <summary>The one wording of faults in settings: <c>Streams:MaxSessions is 0; allowed: 1 to 1000000</c>.</summary>
public static class SettingFault
{
    /// <summary>The fault of one value. Texts are quoted; null is "not set".</summary>
    public static string Text(string key, object? value, string allowed)
    {
        var shown = value switch { null => "not set", string or Uri => $"'{value}'", _ => $"{value}" };
        return $"{key} is {shown}; allowed: {allowed}";
    }

    /// <summary>The fault of the setting that is being validated.</summary>
    public static ValidationResult Of(ValidationContext context, object? value, string allowed) =>
        new(Text(KeyOf(context), value, allowed));

    /// <summary>The fault of a whole section, found by its own <see cref="IValidatableObject"/>.</summary>
    /// <param name="context">What the section was given.</param>
    /// <param name="fault">Begins with the name of a setting.</param>
    public static ValidationResult Of(ValidationContext context, string fault)
    {
        var key = KeyOf(context, nameof(IValidatableObject.Validate));
        return new ValidationResult(key.Length == 0 ? fault : $"{key}:{fault}");
    }

    // Generated validators call a setting Type.Section.Setting, and a section's own check Type.Section.Validate; the
    // validator of .NET says Setting, and Type.
    private static string KeyOf(ValidationContext context, string? without = null)
    {
        var path = context.DisplayName.Split('.');
        var named = path.Length > 1 || without is not null ? path.AsSpan(1) : path;
        return string.Join(':', (named.Length > 0 && named[^1] == without ? named[..^1] : named).ToArray());
    }
}
