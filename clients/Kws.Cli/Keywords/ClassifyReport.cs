using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Encoding = System.Text.Encoding;

namespace Kws.Cli.Keywords;

/// <summary>Classified clips on paper: table, JSON lines, CSV, and what was refused.</summary>
internal static class ClassifyReport
{
    public static void WriteTable(CliContext context, IReadOnlyList<ClipResult> results)
    {
        var table = new ResultTable("clip", "label", ">posterior", "then", ">ms at the server");
        foreach (ClipResult result in results)
        {
            if (result.Answer is not { } answer)
            {
                table.Verdict(false, result.Clip.Name, "refused", "", "", "");
                continue;
            }
            string runnersUp = string.Join(", ", answer.Labels.Skip(1).Select(label => $"{label.Label} {Share(label.Posterior)}"));
            table.Row(result.Clip.Name, answer.Labels[0].Label, Share(answer.Labels[0].Posterior), runnersUp,
                TotalMilliseconds(answer.Timings)?.ToString("0.0", CultureInfo.InvariantCulture));
        }
        table.WriteTo(context.Tables());
    }

    public static void WriteJson(CliContext context, IReadOnlyList<ClipResult> results)
    {
        foreach (ClipResult result in results)
            context.Out.WriteLine(JsonOutput.ToLine(new
            {
                File = result.Clip.Path,
                result.Best?.Label,
                result.Best?.Posterior,
                Labels = result.Answer?.Labels.Select(label => new { label.Label, label.Posterior }),
                Model = result.Answer is { } answer ? $"{answer.ModelName} {answer.ModelVersion}" : null,
                result.Answer?.BestWindowFirstSample,
                result.Error,
            }));
    }

    /// <summary>Kaggle's form: a header and one row a clip. Refused clips have no row.</summary>
    public static Task WriteCsvAsync(CliContext context, IReadOnlyList<ClipResult> results, string path, CancellationToken cancellation)
    {
        var csv = new StringBuilder("fname,label\n");
        foreach (ClipResult result in results)
            if (result.Best is { } best)
                csv.Append(Quoted(result.Clip.Name)).Append(',').Append(Quoted(best.Label)).Append('\n');
        return OutputFile.WriteAsync(context, path, Encoding.UTF8.GetBytes(csv.ToString()), cancellation);
    }

    /// <summary>Writes what was refused to standard error; returns how many clips.</summary>
    public static int WriteErrors(CliContext context, IReadOnlyList<ClipResult> results)
    {
        int refused = 0;
        foreach (ClipResult result in results.Where(result => result.Error is not null))
        {
            context.Error.WriteLine($"kws: {result.Clip.Path}: {result.Error}");
            refused++;
        }
        return refused;
    }

    private static string Share(float posterior) => posterior.ToString("0.000", CultureInfo.InvariantCulture);

    private static double? TotalMilliseconds(Timings? timings) => timings is null
        ? null
        : Milliseconds(timings.Decode) + Milliseconds(timings.Features) + Milliseconds(timings.Queue) + Milliseconds(timings.Inference);

    private static double Milliseconds(Duration? duration) => duration?.ToTimeSpan().TotalMilliseconds ?? 0;

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
