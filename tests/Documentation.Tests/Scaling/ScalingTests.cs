using System.Globalization;
using System.Text.RegularExpressions;

namespace Kws.Documentation.Tests.Scaling;

/// <summary>docs/scaling.md: its figures are what its formulas make of its inputs, and inputs with a source are in it.
/// <c>KWS_UPDATE_DOCS=1</c> renews the figures.</summary>
public sealed partial class ScalingTests
{
    private static readonly MarkdownPage s_page = new("docs/scaling.md");

    [Fact]
    public void Figures_AreWhatTheFormulasGive()
    {
        var renewed = Figures().Replace(s_page.Text, block => Renewed(block.Value));
        if (Environment.GetEnvironmentVariable("KWS_UPDATE_DOCS") == "1")
            File.WriteAllText(s_page.FullPath, renewed);
        else
            Assert.True(renewed == s_page.Text,
                $"{s_page.Path} differs (KWS_UPDATE_DOCS=1 renews it): {Figures().Match(renewed).Value}");
    }

    [Fact]
    public void Inputs_StandInTheFilesThatTheyAreFrom()
    {
        // Those two are told in other units.
        var linked = Inputs().Where(input => input[0] is not ("`kept`" or "`token`"))
            .Select(input => (input, Link: Link().Match(input[3]))).Where(each => each.Link.Success).ToList();

        Assert.True(linked.Count >= 12, $"only {linked.Count} inputs have a source");
        Offenders.MustBeNone(
            linked.Where(each =>
                    !Text(each.Link.Groups["file"].Value).Contains(each.input[1], StringComparison.Ordinal))
                .Select(each => $"{each.input[0]} {each.input[1]}: not in {each.Link.Groups["file"].Value}"),
            "figures that their source does not have");
    }

    [Fact]
    public void Token_IsTheDefaultOfTheSettings()
    {
        var minutes = Regex.Match(Text("identity.md"), @"`Identity:AccessTokenLifetime` \| (?<minutes>\d+) min");

        Assert.Equal(Given()["token"], 60 * Number(minutes.Groups["minutes"].Value));
    }

    [Theory]
    [InlineData("x = 2 + 3 * 4", 14)]
    [InlineData("x = (2 + 3) * 4 / 8 - 1", 1.5)]
    [InlineData("x = up(a / 2)\n", 2)]
    public void Formulas_AreSolved(string text, double expected) =>
        Assert.Equal(expected, new Formulas(text).Solve(new Dictionary<string, double> { ["a"] = 3 })["x"]);

    [Theory]
    [InlineData("x = b * 2")]
    [InlineData("x = 2 *")]
    [InlineData("x = 2 3")]
    public void Formulas_ThatAreNone_AreRefused(string text) =>
        Assert.Throws<FormatException>(() => new Formulas(text).Solve(new Dictionary<string, double>()));

    private static string Renewed(string block)
    {
        var lines = block.Split('\n');
        var rows = lines.Select(line => line.Split('|')).ToArray();
        var formulas = new Formulas(Assert.Single(s_page.Blocks("formulas")));
        for (var column = 3; column < 7; column++)
        {
            var given = new Dictionary<string, double>(Given())
            {
                ["devices"] = Number(rows[1][column]),
                ["share"] = Number(rows[3][column]),
            };
            var values = formulas.Solve(given);
            foreach (var row in rows.Skip(4).Where(row => row.Length > 6))
                row[column] = $" {Shown(values[row[2].Trim(' ', '`')])} ";
        }
        return string.Join('\n', rows.Select(row => string.Join('|', row)));
    }

    private static string Shown(double value) => value.ToString(value switch
    {
        >= 100 => "N0",
        >= 1 => "0.#",
        _ => "0.##",
    }, CultureInfo.InvariantCulture);

    private static Dictionary<string, double> Given() =>
        Inputs().ToDictionary(input => input[0].Trim('`'), input => Number(input[1]));

    private static IEnumerable<string[]> Inputs() => InputBlock().Match(s_page.Text).Value.Split('\n')
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Split('|').Skip(1).Select(cell => cell.Trim()).ToArray());

    private static double Number(string text) => double.Parse(text.Trim(), CultureInfo.InvariantCulture);

    // Thousands are written with a comma there.
    private static string Text(string file) => File.ReadAllText(Path.Combine(Repository.PathOf("docs"), file))
        .Replace(",", "", StringComparison.Ordinal);

    [GeneratedRegex("<!-- figures -->.*<!-- /figures -->", RegexOptions.Singleline)]
    private static partial Regex Figures();

    [GeneratedRegex("<!-- inputs -->.*<!-- /inputs -->", RegexOptions.Singleline)]
    private static partial Regex InputBlock();

    [GeneratedRegex(@"\]\((?<file>[^)#]+)")]
    private static partial Regex Link();
}
