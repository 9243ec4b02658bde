using System.ComponentModel;
using System.Reflection;
using Kws.Settings;

namespace Kws.Documentation.Tests.Settings;

/// <summary>The settings of options types as a Markdown table.</summary>
internal static class SettingsTable
{
    public static IEnumerable<string> Of(IEnumerable<Type> types) =>
        ((string[])["| setting | default | allowed | what it does |", "|---|---|---|---|"])
        .Concat(types.SelectMany(type => Rows(type, Activator.CreateInstance(type)!, SectionOf(type))));

    private static string SectionOf(Type type) =>
        (string)type.GetField("Section", BindingFlags.Public | BindingFlags.Static)!.GetRawConstantValue()!;

    private static IEnumerable<string> Rows(Type type, object defaults, string section) =>
        type.GetProperties().Where(property => property.CanWrite).SelectMany(property =>
        {
            var key = section.Length == 0 ? property.Name : $"{section}:{property.Name}";
            var value = property.GetValue(defaults);
            return TypeDescriptor.GetConverter(property.PropertyType).CanConvertFrom(typeof(string))
                ? [Row(key, property, value)]
                : Rows(property.PropertyType, value ?? Activator.CreateInstance(property.PropertyType)!, key);
        });

    private static string Row(string key, PropertyInfo property, object? value) =>
        $"| `{key}` | {Shown(property.Name, value)} | {AllowedValues.Of(property)} | " +
        $"{DocComments.SummaryOf(property)} |";

    private static string Shown(string name, object? value) => value switch
    {
        null or "" => "not set",
        string or Uri or Enum => $"`{value}`",
        TimeSpan time => Duration.Text(time),
        bool truth => truth ? "true" : "false",
        int or long when name.Contains("Bytes", StringComparison.Ordinal)
            && Convert.ToInt64(value, null) is var bytes and > 0 && bytes % (1 << 20) == 0 =>
            $"{value} ({bytes >> 20} MiB)",
        _ => $"{value}",
    };
}
