using System.Globalization;
using Spectre.Console;

namespace Kws.Cli.Output;

/// <summary>A table for people: named columns, numbers to the right, text taken as it is (no markup).</summary>
internal sealed class ResultTable
{
    private readonly Table _table = new Table().Border(TableBorder.Rounded);

    /// <param name="columns">Headings; one that begins with '&gt;' is aligned to the right.</param>
    public ResultTable(params string[] columns)
    {
        for (var index = 0; index < columns.Length; index++)
        {
            var toTheRight = columns[index].StartsWith('>');
            var heading = new TableColumn(Markup.Escape(toTheRight ? columns[index][1..] : columns[index]));
            // Names and numbers stay whole; when space is short, text in the other columns wraps.
            if (index == 0 || toTheRight)
                heading.NoWrap();
            _table.AddColumn(toTheRight ? heading.RightAligned() : heading);
        }
        if (columns.All(string.IsNullOrEmpty))
            _table.HideHeaders();
    }

    /// <summary>Adds a row; values are written culture-independent, null as an empty cell.</summary>
    public ResultTable Row(params object?[] cells)
    {
        _table.AddRow([.. cells.Select(cell => new Text(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? ""))]);
        return this;
    }

    /// <summary>Adds a row in bold green (good) or bold red.</summary>
    public ResultTable Verdict(bool good, params object?[] cells)
    {
        var style = new Style(good ? Color.Green : Color.Red, decoration: Decoration.Bold);
        _table.AddRow(
            [.. cells.Select(cell => new Text(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "", style))]);
        return this;
    }

    public ResultTable Title(string title)
    {
        _table.Title = new TableTitle(Markup.Escape(title));
        return this;
    }

    public void WriteTo(IAnsiConsole console) => console.Write(_table);
}
