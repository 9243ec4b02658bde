using System.Text.RegularExpressions;

namespace Kws.Settings;

/// <summary>A text that is not blank.</summary>
/// <param name="what">What it is, such as <c>a model's name</c>.</param>
public sealed class RequiredTextAttribute(string what) : SettingAttribute
{
    /// <inheritdoc/>
    public override string Allowed => what;

    protected override bool Allows(object? value) => !string.IsNullOrWhiteSpace(value as string);
}

/// <summary>A text of <paramref name="least"/> to <paramref name="most"/> characters.</summary>
public sealed class TextLengthAttribute(int least, int most) : SettingAttribute
{
    /// <inheritdoc/>
    public override string Allowed => $"{least} to {most} characters";

    protected override bool Allows(object? value) =>
        value is string text && text.Length >= least && text.Length <= most;
}

/// <summary>One of a few texts, or of the members of an enum.</summary>
public sealed class OneOfAttribute : SettingAttribute
{
    private readonly string[] _values;

    /// <summary>One of these texts, exactly so.</summary>
    public OneOfAttribute(params string[] values) => _values = values;

    /// <summary>A member of an enum.</summary>
    public OneOfAttribute(Type kind) => _values = Enum.GetNames(kind);

    /// <inheritdoc/>
    public override string Allowed => $"{string.Join(", ", _values[..^1])} or {_values[^1]}";

    protected override bool Allows(object? value) => _values.Contains(value?.ToString());
}

/// <summary>An absolute http or https address, as text or <see cref="Uri"/>.</summary>
public sealed class HttpAddressAttribute : SettingAttribute
{
    /// <summary>Whether none (null, or an empty text) is allowed too.</summary>
    public bool IsOptional { get; init; }

    /// <inheritdoc/>
    public override string Allowed => IsOptional ? "an http or https address, or none" : "an http or https address";

    protected override bool Allows(object? value)
    {
        if (value is null or "")
            return IsOptional;
        return Uri.TryCreate(value.ToString(), UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https";
    }
}

/// <summary>A folder that exists, or null.</summary>
public sealed class ExistingFolderAttribute : SettingAttribute
{
    /// <inheritdoc/>
    public override string Allowed => "a folder that exists";

    protected override bool Allows(object? value) => value is null || Directory.Exists(value as string);
}

/// <summary>A text that matches a pattern as a whole.</summary>
/// <param name="pattern">A regular expression.</param>
/// <param name="what">What it is, such as <c>the ARN of a role</c>.</param>
public sealed class TextPatternAttribute(string pattern, string what) : SettingAttribute
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Whether none (null, or an empty text) is allowed too.</summary>
    public bool IsOptional { get; init; }

    /// <inheritdoc/>
    public override string Allowed => IsOptional ? $"{what}, or none" : what;

    protected override bool Allows(object? value) => value is null or ""
        ? IsOptional
        : value is string text
            && Regex.IsMatch(text, $@"^(?:{pattern})\z", RegexOptions.CultureInvariant, s_patience);
}
