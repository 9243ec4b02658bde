using Kws.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

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

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    [InlineData(20)]
    [InlineData(1)]
    public void WriteTo_LongNamesOnANarrowConsole_LeaveLabelsNumbersAndTheNameWhole(int width)
    {
        var name = string.Concat(Enumerable.Range(0, 30).Select(i => $"folder{i}/")) + "clip.wav";
        string[] runnersUp = [.. Enumerable.Range(0, 10).Select(i => $"word{i}")];
        var table = new ResultTable("~clip", "label", ">posterior", "~then", ">ms")
            .Row(name, "unknown", "0.123", string.Join(' ', runnersUp), "1234.5");

        var lines = Lines(table, width);

        Assert.Contains(lines, line => line.Contains("│ unknown │     0.123 │", StringComparison.Ordinal)
            && line.EndsWith("│ 1234.5 │", StringComparison.Ordinal));
        var names = lines.Where(line => line.StartsWith("│ ", StringComparison.Ordinal))
            .Skip(1).Select(line => line.Split('│')[1].Trim());
        Assert.Equal(name, string.Concat(names));
        Assert.All(runnersUp, word => Assert.Contains(lines, line => line.Contains(word, StringComparison.Ordinal)));
        // Wider than a narrow console by no more than what must stay whole.
        Assert.InRange(lines.Max(line => line.Length), 0, Math.Max(width, 60));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(20)]
    [InlineData(5)]
    public async Task WriteTo_WideCharacters_KeepTheFrameStraight(int width)
    {
        var table = new ResultTable("~clip", "label").Row(string.Concat(Enumerable.Repeat("音声認識", 12)), "右");

        var lines = await Task.Run(() => Lines(table, width)).WithTimeout();

        var cells = lines.Where(line => line.Length > 0).Select(line => new Segment(line).CellCount());
        Assert.Single(cells.Distinct());
        Assert.Equal(12, lines.Sum(line => line.Count(c => c == '識')));
        Assert.Contains(lines, line => line.Contains("│ 右 ", StringComparison.Ordinal));
    }

    private static string[] Lines(ResultTable table, int width = 80)
    {
        using var written = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(written),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors
        });
        console.Profile.Width = width;
        table.WriteTo(console);
        return [.. written.ToString().Split('\n').Select(line => line.TrimEnd())];
    }
}
