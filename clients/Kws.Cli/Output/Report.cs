using Kws.Cli.CommandLine;

namespace Kws.Cli.Output;

/// <summary>
/// A command's result, made once: written as tables and lines for people or, with <c>--json</c>, as JSON for programs.
/// </summary>
internal sealed class Report
{
    private readonly Func<IEnumerable<string>> _json;
    private readonly List<object> _parts = [];

    private Report(Func<IEnumerable<string>> json) => _json = json;

    /// <summary>A report that is one indented document for programs.</summary>
    public static Report OfDocument(object value) => new(() => [JsonOutput.ToDocument(value)]);

    /// <summary>A report that is one line for programs.</summary>
    public static Report OfLine(object value) => OfLines([value]);

    /// <summary>A report that is a line a value for programs.</summary>
    public static Report OfLines(IEnumerable<object> values) => new(() => values.Select(JsonOutput.ToLine));

    /// <summary>Adds a table for people.</summary>
    public Report Add(ResultTable table)
    {
        _parts.Add(table);
        return this;
    }

    /// <summary>Adds a line for people.</summary>
    public Report Add(string line)
    {
        _parts.Add(line);
        return this;
    }

    /// <param name="asJson">Whether a program reads it.</param>
    public void WriteTo(CliContext context, bool asJson)
    {
        IEnumerable<object> parts = asJson ? _json() : _parts;
        foreach (var part in parts)
        {
            if (part is ResultTable table)
                table.WriteTo(context.Tables());
            else
                context.Out.WriteLine(part);
        }
    }
}
