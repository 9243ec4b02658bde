using System.CommandLine;

namespace Kws.Cli.Access;

/// <summary>What a caller may do.</summary>
internal static class ScopesOption
{
    private static readonly char[] s_separators = [',', ' '];

    public static IReadOnlyList<string> All { get; } = ["listen", "sign", "speak", "train", "promote", "operate"];

    public static Option<string> Create(string what) => new("--scopes")
    {
        Description = $"{what}, separated by commas: {string.Join(", ", All)}",
        HelpName = "SCOPES",
        Required = true,
    };

    public static string[] Split(string text) => text.Split(s_separators, StringSplitOptions.RemoveEmptyEntries);
}
