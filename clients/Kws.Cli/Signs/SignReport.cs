using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Signs;

/// <summary>Classified pictures on paper: table, JSON lines, and what was refused.</summary>
internal static class SignReport
{
    public static void WriteTable(CliContext context, IReadOnlyList<PictureResult> results)
    {
        var table = new ResultTable("picture", "letter", ">posterior", "sure", "then", ">ms at the server");
        foreach (PictureResult result in results)
        {
            if (result.Answer is not { } answer)
            {
                table.Verdict(false, result.Picture.Name, "refused", "", "", "", "");
                continue;
            }
            string runnersUp = string.Join(", ", answer.Letters.Skip(1).Select(letter => $"{letter.Letter} {Share(letter.Posterior)}"));
            double milliseconds = Milliseconds(answer.Decode) + Milliseconds(answer.Queue) + Milliseconds(answer.Inference);
            table.Row(result.Picture.Name, answer.Letters[0].Letter, Share(answer.Letters[0].Posterior), answer.Confident ? "yes" : "no",
                runnersUp, milliseconds.ToString("0.0", CultureInfo.InvariantCulture));
        }
        table.WriteTo(context.Tables());
    }

    public static void WriteJson(CliContext context, IReadOnlyList<PictureResult> results)
    {
        foreach (PictureResult result in results)
            context.Out.WriteLine(JsonOutput.ToLine(new
            {
                File = result.Picture.Path,
                result.Answer?.Letters[0].Letter,
                result.Answer?.Letters[0].Posterior,
                result.Answer?.Confident,
                Letters = result.Answer?.Letters.Select(letter => new { letter.Letter, letter.Posterior }),
                Model = result.Answer is { } answer ? $"{answer.ModelName} {answer.ModelVersion}" : null,
                result.Error,
            }));
    }

    /// <summary>Writes what was refused to standard error; returns how many pictures.</summary>
    public static int WriteErrors(CliContext context, IReadOnlyList<PictureResult> results)
    {
        int refused = 0;
        foreach (PictureResult result in results.Where(result => result.Error is not null))
        {
            context.Error.WriteLine($"kws: {result.Picture.Path}: {result.Error}");
            refused++;
        }
        return refused;
    }

    private static string Share(float posterior) => posterior.ToString("0.000", CultureInfo.InvariantCulture);

    private static double Milliseconds(Duration? duration) => duration?.ToTimeSpan().TotalMilliseconds ?? 0;
}
