using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Kws.Cli.CommandLine;

/// <summary>Options that hold a number within limits and say so when they do not.</summary>
internal static class BoundedOption
{
    /// <summary>A whole or decimal number, <paramref name="least"/> .. <paramref name="most"/> inclusive.</summary>
    public static Option<T> Create<T>(string name, string description, T fallback, T least, T most)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        string limit = string.Create(CultureInfo.InvariantCulture, $"it must be a number from {least} to {most}");
        return new Option<T>(name)
        {
            Description = description,
            DefaultValueFactory = _ => fallback,
            CustomParser = result => Parse(result, name, least, most, limit),
        };
    }

    private static T Parse<T>(ArgumentResult result, string name, T least, T most, string limit)
        where T : struct, INumber<T>
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
        if (T.TryParse(text, CultureInfo.InvariantCulture, out T value) && value >= least && value <= most)
            return value;
        result.AddError(new BadInputException(name, text, limit).Message);
        return default;
    }
}
