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

/// <summary>A time from <paramref name="least"/> to <paramref name="most"/>, both allowed and written as
/// <c>hh:mm:ss.fff</c>.</summary>
public sealed class TimeRangeAttribute(string least, string most) : SettingAttribute
{
    private readonly TimeSpan _least = TimeSpan.Parse(least, CultureInfo.InvariantCulture);
    private readonly TimeSpan _most = TimeSpan.Parse(most, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string Allowed
    {
        get
        {
            var from = Duration.Text(_least);
            var to = Duration.Text(_most);
            var unit = to[to.LastIndexOf(' ')..];
            return $"{(from.EndsWith(unit, StringComparison.Ordinal) ? from[..^unit.Length] : from)} to {to}";
        }
    }

    protected override bool Allows(object? value) => value is TimeSpan time && time >= _least && time <= _most;
}
