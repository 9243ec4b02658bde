namespace Kws.Settings;

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
