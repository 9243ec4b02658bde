using Kws.Cli.Output;
using Spectre.Console;

namespace Kws.Cli.Tests.Output;

public sealed class ResultTableTests
{
    [Fact]
    public void WriteTo_MarkedColumns_AlignsNumbersToTheRightAndTextToTheLeft()
    {
        var lines = Lines(new ResultTable("word", ">count").Row("yes", 3).Row("no", 12));

        Assert.Contains("│ word │ count │", lines);
        Assert.Contains("│ yes  │     3 │", lines);
        Assert.Contains("│ no   │    12 │", lines);
    }

    [Fact]
    public void WriteTo_CellsWithMarkupNullsAndFractions_AreTakenAsTheyAre()
    {
        var lines = Lines(
            new ResultTable("a[b]", "c", ">d").Row("[red]x[/]", null, 0.5).Verdict(good: false, "bad", "", 1));

        Assert.Contains("│ a[b]      │ c │   d │", lines);
        Assert.Contains("│ [red]x[/] │   │ 0.5 │", lines);
        Assert.Contains("│ bad       │   │   1 │", lines);
    }

    [Fact]
    public void WriteTo_WithoutHeadings_HasNoHeaderRow()
    {
        var lines = Lines(new ResultTable("", "").Title("small 1.0").Row("labels", 12));

        Assert.Equal("small 1.0", lines[0].Trim());
        Assert.Equal("│ labels │ 12 │", lines[2]);
    }

    private static string[] Lines(ResultTable table)
    {
        using var written = new StringWriter();
        table.WriteTo(AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(written),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors
        }));
        return [.. written.ToString().Split('\n').Select(line => line.TrimEnd())];
    }
}
