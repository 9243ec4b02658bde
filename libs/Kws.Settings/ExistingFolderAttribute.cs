namespace Kws.Settings;

/// <summary>A folder that exists, or null.</summary>
public sealed class ExistingFolderAttribute : SettingAttribute
{
    /// <inheritdoc/>
    public override string Allowed => "a folder that exists";

    protected override bool Allows(object? value) => value is null || Directory.Exists(value as string);
}
