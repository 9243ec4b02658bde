using System.Globalization;
using System.Text;

namespace Kws.Evaluation;

/// <summary>A CSV file with a head line (RFC 4180): quotes are around what holds a comma, a quote or a line
/// break.</summary>
internal sealed class CsvTable
{
    private const int MostBytes = 64 << 20;
    private readonly string _file;
    private readonly string[] _head;
    private readonly List<(int Line, string[] Cells)> _rows = [];

    private CsvTable(string file, string[] head) => (_file, _head) = (file, head);

    /// <summary>Reads a file of at most 64 MB.</summary>
    /// <exception cref="InvalidDataException">It is longer, lacks a column, or a line has more or fewer cells than the
    /// head; the message names the file and the line.</exception>
    public static async Task<CsvTable> ReadAsync(
        string file, string[] columns, CancellationToken cancellationToken)
    {
        if (new FileInfo(file).Length > MostBytes)
            throw new InvalidDataException($"{file} is longer than {MostBytes} bytes");
        var rows = Split(file, await File.ReadAllTextAsync(file, cancellationToken));
        var table = new CsvTable(file, rows.Count > 0 ? rows[0].Cells : []);
        if (columns.Except(table._head).FirstOrDefault() is { } missing)
        {
            throw new InvalidDataException(
                $"{file} has no column '{missing}'; its first line must name {string.Join(',', columns)}");
        }
        foreach (var row in rows.Skip(1).Where(row => row.Cells is not [""]))
        {
            if (row.Cells.Length != table._head.Length)
            {
                throw new InvalidDataException($"{file}, line {row.Line}, has {row.Cells.Length} cells; "
                    + $"the first line has {table._head.Length}");
            }
            table._rows.Add(row);
        }
        return table;
    }

    /// <summary>Lines below the head, as functions from a column's name to a cell.</summary>
    public IEnumerable<Func<string, string>> Rows => _rows.Select<(int, string[] Cells), Func<string, string>>(row =>
        column => row.Cells[Array.IndexOf(_head, column)]);

    /// <summary>A cell of seconds.</summary>
    /// <exception cref="InvalidDataException">It is no number of 0 or more.</exception>
    public double Seconds(Func<string, string> row, string column) =>
        double.TryParse(row(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && value >= 0
            ? value
            : throw new InvalidDataException(
                $"{_file}: {column} is '{row(column)}'; it must be a number of seconds of 0 or more");

    private static List<(int Line, string[] Cells)> Split(string file, string text)
    {
        List<(int, string[])> rows = [];
        List<string> cells = [];
        var cell = new StringBuilder();
        int line = 1, begun = 1;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '"' && cell.Length == 0)
            {
                for (at++; at < text.Length && (text[at] != '"' || Is(text, at + 1, '"')); at++)
                {
                    at += text[at] == '"' ? 1 : 0;
                    line += text[at] == '\n' ? 1 : 0;
                    cell.Append(text[at]);
                }
                if (at == text.Length)
                    throw new InvalidDataException($"{file}, line {begun}, has a quote that is never closed");
            }
            else if (text[at] == ',')
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else if (text[at] == '\n')
            {
                rows.Add((begun, [.. cells, cell.ToString()]));
                cells.Clear();
                cell.Clear();
                begun = ++line;
            }
            else if (text[at] != '\r')
            {
                cell.Append(text[at]);
            }
        }
        if (cells.Count > 0 || cell.Length > 0)
            rows.Add((begun, [.. cells, cell.ToString()]));
        return rows;
    }

    private static bool Is(string text, int at, char character) => at < text.Length && text[at] == character;
}
