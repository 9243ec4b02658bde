using Kws.Settings;

namespace Kws.Storage;

/// <summary>An object key without '/' at its ends, or an empty text.</summary>
public sealed class ObjectKeyPrefixAttribute : SettingAttribute
{
    /// <inheritdoc/>
    public override string Allowed => "an object key, without '/' at its ends";

    protected override bool Allows(object? value) =>
        value is string prefix && (prefix.Length == 0 || prefix.Split('/').All(ObjectKey.IsSegment));
}
