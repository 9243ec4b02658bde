using System.Reflection;

namespace Kws.Settings;

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
