using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Kws.Cli.Output;

/// <summary>
/// A table for people: named columns, numbers to the right, text taken as it is (no markup). Where space is short,
/// long text (names, lists, sentences) goes on in the next line of its cell; numbers, labels and letters stay whole.
/// </summary>
internal sealed class ResultTable
{
    private const char ToTheRight = '>';
    private const char LongText = '~';
    private const int LeastLongText = 8;

    private readonly Table _table = new Table().Border(TableBorder.Rounded);
    private readonly bool[] _isLong;
    private readonly int[] _widths;

    /// <param name="columns">Headings; one that begins with '&gt;' is aligned to the right, one that begins with '~'
    /// holds long text.</param>
    public ResultTable(params string[] columns)
    {
        _isLong = [.. columns.Select(column => column.StartsWith(LongText))];
        _widths = new int[columns.Length];
        for (var index = 0; index < columns.Length; index++)
        {
            var name = columns[index].TrimStart(ToTheRight, LongText);
            var heading = new TableColumn(Markup.Escape(name));
            _widths[index] = CellsOf(name);
            if (!_isLong[index])
                heading.NoWrap();
            _table.AddColumn(columns[index].StartsWith(ToTheRight) ? heading.RightAligned() : heading);
        }
        if (_widths.All(width => width == 0))
            _table.HideHeaders();
    }

    /// <summary>Adds a row; values are written culture-independent, null as an empty cell.</summary>
    public ResultTable Row(params object?[] cells) => Add(cells, Style.Plain);

    /// <summary>Adds a row in bold green (good) or bold red.</summary>
    public ResultTable Verdict(bool good, params object?[] cells) =>
        Add(cells, new Style(good ? Color.Green : Color.Red, decoration: Decoration.Bold));

    public ResultTable Title(string title)
    {
        _table.Title = new TableTitle(Markup.Escape(title));
        return this;
    }

    /// <summary>Writes the table, no wider than the console unless its numbers and labels are.</summary>
    public void WriteTo(IAnsiConsole console)
    {
        // A terminal breaks lines that are too long; a cut number would be wrong.
        console.Profile.Width += Math.Max(0, FitInto(console.Profile.Width));
        console.Write(_table);
    }

    /// <summary>Gives long text the space that the rest leaves. Returns by how much the table is still too
    /// wide.</summary>
    private int FitInto(int width)
    {
        int[] shortestFirst = [.. Enumerable.Range(0, _widths.Length).Where(index => _isLong[index])
            .OrderBy(index => _widths[index])];
        var frame = 3 * _widths.Length + 1;
        var left = width - frame - _widths.Where((_, index) => !_isLong[index]).Sum();
        // What the short ones leave, the longer ones share.
        for (var given = 0; given < shortestFirst.Length; given++)
        {
            var index = shortestFirst[given];
            var share = Math.Max(LeastLongText, left / (shortestFirst.Length - given));
            _table.Columns[index].Width = Math.Min(_widths[index], share);
            left -= Math.Min(_widths[index], share);
        }

        return -left;
    }

    private ResultTable Add(object?[] cells, Style style)
    {
        string[] texts = [.. cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "")];
        for (var index = 0; index < texts.Length; index++)
            _widths[index] = Math.Max(_widths[index], CellsOf(texts[index]));
        _table.AddRow([.. texts.Select(text => new Text(text, style))]);
        return this;
    }

    // Wide characters take two.
    private static int CellsOf(string text) => new Segment(text).CellCount();
}
