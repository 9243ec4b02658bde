using System.Globalization;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Keywords;

/// <summary>Reads <c>--keywords yes,no=0.8</c>.</summary>
internal static class KeywordChoices
{
    public const string Option = "--keywords";

    /// <summary>The keywords, each with its own threshold if one was given; empty for null.</summary>
    public static IReadOnlyList<KeywordChoice> Parse(string? text) =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseOne)];

    private static KeywordChoice ParseOne(string text)
    {
        string[] parts = text.Split('=', 2);
        var choice = new KeywordChoice { Label = parts[0] };
        if (parts.Length == 1)
            return choice;
        if (!float.TryParse(parts[1], CultureInfo.InvariantCulture, out float threshold) || !(threshold is > 0 and <= 1))
            throw new BadInputException(Option, text, "a threshold must be above 0 and at most 1, such as yes=0.8");
        choice.Threshold = threshold;
        return choice;
    }
}
