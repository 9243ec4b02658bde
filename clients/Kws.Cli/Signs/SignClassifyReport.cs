using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary>Classified pictures on paper: a table or JSON lines.</summary>
internal static class SignClassifyReport
{
    public static Report Of(IReadOnlyList<FileResult<ClassifyResponse>> results)
    {
        var table = new ResultTable("~picture", "letter", ">posterior", "sure", "~then", ">ms at the server");
        foreach (var result in results)
        {
            if (result.Answer is { } answer)
                table.Row(Cells(result.File, answer));
            else
                table.Verdict(false, result.File.Name, "refused", "", "", "", "");
        }
        return Report.OfLines(results.Select(Json)).Add(table);
    }

    private static object?[] Cells(InputFile file, ClassifyResponse answer)
    {
        var runnersUp = string.Join(
            ", ", answer.Letters.Skip(1).Select(letter => $"{letter.Letter} {Share(letter.Posterior)}"));
        var milliseconds = Milliseconds(answer.Decode) + Milliseconds(answer.Queue) + Milliseconds(answer.Inference);
        return
        [
            file.Name, answer.Letters[0].Letter, Share(answer.Letters[0].Posterior), answer.Confident ? "yes" : "no",
            runnersUp, milliseconds.ToString("0.0", CultureInfo.InvariantCulture),
        ];
    }

    private static object Json(FileResult<ClassifyResponse> result) => new
    {
        File = result.File.Path,
        result.Answer?.Letters[0].Letter,
        result.Answer?.Letters[0].Posterior,
        result.Answer?.Confident,
        Letters = result.Answer?.Letters.Select(letter => new { letter.Letter, letter.Posterior }),
        Model = result.Answer is { } answer ? $"{answer.ModelName} {answer.ModelVersion}" : null,
        result.Error,
    };

    private static string Share(float posterior) => posterior.ToString("0.000", CultureInfo.InvariantCulture);

    private static double Milliseconds(Duration? duration) => duration?.ToTimeSpan().TotalMilliseconds ?? 0;
}
