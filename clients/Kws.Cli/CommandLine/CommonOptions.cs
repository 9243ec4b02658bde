using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Kws.Cli.CommandLine;

/// <summary>Options that many commands share, so that they read the same everywhere.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print JSON for programs instead of a table" };

    public static Option<bool> Verbose() => new("--verbose", "-v") { Description = "Say more" };
}

/// <summary>Options that hold a number within limits and say so when they do not.</summary>
internal static class BoundedOption
{
    /// <summary>A whole or decimal number, <paramref name="least"/> .. <paramref name="most"/> inclusive.</summary>
    public static Option<T> Create<T>(string name, string description, T fallback, T least, T most)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        var limit = string.Create(CultureInfo.InvariantCulture, $"it must be a number from {least} to {most}");
        return new Option<T>(name)
        {
            Description = description,
            DefaultValueFactory = _ => fallback,
            CustomParser = result => Parse(result, least, most, limit),
        };
    }

    private static T Parse<T>(ArgumentResult result, T least, T most, string limit)
        where T : struct, INumber<T>
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
        // No thousands separators: "2,5" would be 25.
        var style = typeof(T) == typeof(int) ? NumberStyles.AllowLeadingSign : NumberStyles.Float;
        if (T.TryParse(text, style, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        var asWritten = ((OptionResult)result.Parent!).IdentifierToken!.Value;
        result.AddError(new BadInputException(asWritten, text, limit).Message);
        return default;
    }
}
