using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Kws.Settings;

/// <summary>What a setting may be: one rule, one text of it for faults and for the documents.</summary>
/// <remarks>Not the attributes of .NET, whose messages tell neither the value nor the key of the section.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public abstract class SettingAttribute : ValidationAttribute
{
    /// <summary>As it follows "allowed:", such as <c>0.5 to 60 s</c>.</summary>
    public abstract string Allowed { get; }

    /// <inheritdoc/>
    public sealed override bool IsValid(object? value) => Allows(value);

    protected abstract bool Allows(object? value);

    /// <summary>A fault that names key, value and limit.</summary>
    protected sealed override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        Allows(value) ? ValidationResult.Success : SettingFault.Of(validationContext, value, Allowed);
}

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

/// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both allowed; it need not be
/// whole.</summary>
public sealed class AmountRangeAttribute(double least, double most) : SettingAttribute
{
    /// <inheritdoc/>
    public override string Allowed => string.Create(CultureInfo.InvariantCulture, $"{least} to {most}");

    protected override bool Allows(object? value)
    {
        var number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
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

/// <summary>What a setting may be, by its attribute or else by its type.</summary>
public static class AllowedValues
{
    public static string Of(PropertyInfo setting)
    {
        if (setting.GetCustomAttribute<SettingAttribute>() is { } rule)
            return rule.Allowed;
        return (Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType) switch
        {
            var type when type == typeof(bool) => "true or false",
            var type when type == typeof(string) => "any text",
            var type => throw new InvalidOperationException(
                $"{setting.DeclaringType?.Name}.{setting.Name}: a {type.Name} without a {nameof(SettingAttribute)}"),
        };
    }
}
