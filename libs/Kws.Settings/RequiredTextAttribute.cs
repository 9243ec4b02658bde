namespace Kws.Settings;

/// <summary>A text that is not blank.</summary>
/// <param name="what">What it is, such as <c>a model's name</c>.</param>
public sealed class RequiredTextAttribute(string what) : SettingAttribute
{
    /// <inheritdoc/>
    public override string Allowed => what;

    protected override bool Allows(object? value) => !string.IsNullOrWhiteSpace(value as string);
}
