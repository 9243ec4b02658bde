using System.Buffers;

namespace Kws.Cli.Output;

/// <summary>Text as a cell of a CSV file (RFC 4180) that no spreadsheet takes for a formula.</summary>
internal static class CsvCell
{
    // What a spreadsheet computes instead of showing it; the line ends too, for it may skip them.
    private static readonly SearchValues<char> s_formulaBegins = SearchValues.Create("=+-@\t\r\n");
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\n\r\t");

    /// <summary>
    /// The text in quotes if it must be; behind an apostrophe, which spreadsheets hide, if it begins like a formula.
    /// </summary>
    public static string Of(string text)
    {
        var isFormula = text.Length > 0 && s_formulaBegins.Contains(text[0]);
        var shown = isFormula ? $"'{text}" : text;
        return !isFormula && text.AsSpan().IndexOfAny(s_quoted) < 0
            ? text
            : $"\"{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
