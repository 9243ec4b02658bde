using System.ComponentModel;
using Kws.Settings;
using Microsoft.Extensions.Configuration;

namespace Kws.ServiceDefaults.Settings;

/// <summary>A section of the configuration and the type whose properties are its settings.</summary>
/// <param name="root">The whole configuration.</param>
/// <param name="key">Key of the section; empty: the root itself.</param>
/// <param name="type">What it is bound to.</param>
internal sealed class SettingsSection(IConfiguration root, string key, Type type)
{
    private readonly IConfiguration _section = key.Length == 0 ? root : root.GetSection(key);

    /// <summary>The key of a setting of this section as it stands in the configuration.</summary>
    public string FullKey(string setting) => key.Length == 0 ? setting : $"{key}:{setting}";

    /// <summary>Sets what can be read; the rest keeps its default, for <see cref="Unreadable"/> to tell.</summary>
    public void Bind(object options)
    {
        var unreadable = Unreadable().Select(setting => setting.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (unreadable.Count == 0)
            _section.Bind(options);
        else
            new ConfigurationBuilder().AddInMemoryCollection(_section.AsEnumerable(makePathsRelative: true)
                .Where(setting => !unreadable.Contains(setting.Key))).Build().Bind(options);
    }

    /// <summary>Settings whose text is none of their type, such as a number that is a word.</summary>
    public IEnumerable<(string Key, string Fault)> Unreadable() => UnreadableOf(type, "");

    private IEnumerable<(string Key, string Fault)> UnreadableOf(Type group, string prefix)
    {
        foreach (var setting in group.GetProperties().Where(property => property.CanWrite))
        {
            var name = prefix + setting.Name;
            var converter = TypeDescriptor.GetConverter(setting.PropertyType);
            if (!converter.CanConvertFrom(typeof(string)))
                foreach (var nested in UnreadableOf(setting.PropertyType, $"{name}:"))
                    yield return nested;
            else if (_section[name] is { } text && !IsReadable(converter, text))
                yield return (name, SettingFault.Text(FullKey(name), text, AllowedValues.Of(setting)));
        }
    }

    private static bool IsReadable(TypeConverter converter, string text)
    {
        try
        {
            converter.ConvertFromInvariantString(text);
            return true;
        }
        // Converters throw what they like: ArgumentException, FormatException, OverflowException and others.
        catch (Exception)
        {
            return false;
        }
    }
}
