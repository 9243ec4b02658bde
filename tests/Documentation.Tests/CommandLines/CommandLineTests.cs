using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Kws.Cli.CommandLine;

namespace Kws.Documentation.Tests.CommandLines;

/// <summary>Each <c>kws ...</c> of the documents against the command line itself; nothing is run.</summary>
public sealed partial class CommandLineTests
{
    private static readonly RootCommand s_root = KwsCommandLine.CreateRoot(CliContext.ForThisProcess());

    [Fact]
    public void CommandLines_NameCommandsAndOptionsThatExist()
    {
        var lines = MarkdownPage.Present.SelectMany(page => LinesOf(page).Select(line => (page, line))).ToList();

        Assert.True(lines.Count > 30, $"only {lines.Count} command lines were found");
        Offenders.MustBeNone(
            lines.SelectMany(found => Unknown(found.line)
                .Select(token => $"{found.page.Path}: {token} of kws {found.line}")),
            "commands and options that do not exist");
    }

    [Theory]
    [InlineData("demo --words yes", "")]
    [InlineData("listen - --fast", "")]
    [InlineData("evaluate", "")]
    [InlineData("lissten -", "lissten")]
    [InlineData("evaluate streams FOLDER", "streams")]
    [InlineData("listen FILE --faster", "--faster")]
    [InlineData("sign read FOLDER --fast-ish 3", "--fast-ish")]
    public void Unknown_IsWhatTheCommandLineDoesNotKnow(string line, string expected) =>
        Assert.Equal(expected, Unknown(line).FirstOrDefault(""));

    private static IEnumerable<string> LinesOf(MarkdownPage page) =>
        page.Prose.SelectMany(line => Inline().Matches(line))
            .Concat(page.CodeLines.SelectMany(line => InBlock().Matches(line)))
            .Select(match => match.Groups["line"].Value.Trim());

    /// <summary>What the command line does not know among some words.</summary>
    // An option that a command does not know is read as one of its arguments, if it has any.
    internal static IEnumerable<string> Unknown(IReadOnlyList<string> words)
    {
        var parsed = s_root.Parse(words);
        return parsed.UnmatchedTokens.Concat(parsed.Tokens
            .Where(token => token.Type != TokenType.Option && token.Value.StartsWith("--", StringComparison.Ordinal))
            .Select(token => token.Value)).Distinct();
    }

    private static IEnumerable<string> Unknown(string line) => Unknown([.. CommandLineParser.SplitCommandLine(line)]);

    [GeneratedRegex(@"`kws (?<line>[^`]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"(?:^|^\$ |\| |&& )kws (?<line>(?:""[^""]*""|[^|#&>""])+)")]
    private static partial Regex InBlock();
}
