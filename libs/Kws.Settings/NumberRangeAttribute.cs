using System.Globalization;

namespace Kws.Settings;

/// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>, both allowed.</summary>
public sealed class NumberRangeAttribute(long least, long most) : SettingAttribute
{
    /// <inheritdoc/>
    public override string Allowed => $"{least} to {most}";

    protected override bool Allows(object? value)
    {
        var number = Convert.ToInt64(value, CultureInfo.InvariantCulture);
        return number >= least && number <= most;
    }
}
