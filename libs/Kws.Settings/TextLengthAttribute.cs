namespace Kws.Settings;

/// <summary>A text of <paramref name="least"/> to <paramref name="most"/> characters.</summary>
public sealed class TextLengthAttribute(int least, int most) : SettingAttribute
{
    /// <inheritdoc/>
    public override string Allowed => $"{least} to {most} characters";

    protected override bool Allows(object? value) =>
        value is string text && text.Length >= least && text.Length <= most;
}
