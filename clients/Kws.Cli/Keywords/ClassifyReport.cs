using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Encoding = System.Text.Encoding;

namespace Kws.Cli.Keywords;

/// <summary>Classified clips on paper: a table, JSON lines, CSV.</summary>
internal static class ClassifyReport
{
    public static Report Of(IReadOnlyList<FileResult<ClassifyResponse>> results)
    {
        var table = new ResultTable("~clip", "label", ">posterior", "~then", ">ms at the server");
        foreach (var result in results)
        {
            if (result.Answer is { } answer)
                table.Row(Cells(result.File, answer));
            else
                table.Verdict(false, result.File.Name, "refused", "", "", "");
        }
        return Report.OfLines(results.Select(Json)).Add(table);
    }

    /// <summary>Kaggle's form: a header and one row a clip. Refused clips have no row.</summary>
    public static Task WriteCsvAsync(
        CliContext context, IReadOnlyList<FileResult<ClassifyResponse>> results, string path,
        CancellationToken cancellationToken)
    {
        var csv = new StringBuilder("fname,label\n");
        foreach (var result in results)
            if (result.Answer is { } answer)
                csv.Append(CsvCell.Of(result.File.Name)).Append(',')
                    .Append(CsvCell.Of(answer.Labels[0].Label)).Append('\n');
        return OutputFile.WriteAsync(context, path, Encoding.UTF8.GetBytes(csv.ToString()), cancellationToken);
    }

    private static object?[] Cells(InputFile file, ClassifyResponse answer)
    {
        var runnersUp = string.Join(
            ", ", answer.Labels.Skip(1).Select(label => $"{label.Label} {Share(label.Posterior)}"));
        var milliseconds = TotalMilliseconds(answer.Timings)?.ToString("0.0", CultureInfo.InvariantCulture);
        return [file.Name, answer.Labels[0].Label, Share(answer.Labels[0].Posterior), runnersUp, milliseconds];
    }

    private static object Json(FileResult<ClassifyResponse> result) => new
    {
        File = result.File.Path,
        result.Answer?.Labels[0].Label,
        result.Answer?.Labels[0].Posterior,
        Labels = result.Answer?.Labels.Select(label => new { label.Label, label.Posterior }),
        Model = result.Answer is { } answer ? $"{answer.ModelName} {answer.ModelVersion}" : null,
        result.Answer?.BestWindowFirstSample,
        Warnings = result.Answer is { Warnings.Count: > 0 } warned ? warned.Warnings : null,
        result.Error,
    };

    private static string Share(float posterior) => posterior.ToString("0.000", CultureInfo.InvariantCulture);

    private static double? TotalMilliseconds(Timings? timings) => timings is null
        ? null
        : Milliseconds(timings.Decode) + Milliseconds(timings.Features) + Milliseconds(timings.Queue)
            + Milliseconds(timings.Inference);

    private static double Milliseconds(Duration? duration) => duration?.ToTimeSpan().TotalMilliseconds ?? 0;
}
