using System.Globalization;
using Kws.Cli.Output;
using Kws.Evaluation;

namespace Kws.Cli.Signs;

/// <summary>Measured letters: a table for people, or a document of JSON.</summary>
internal static class SignAccuracyReport
{
    private const int MostConfusions = 12;

    public static Report Of(string model, IReadOnlyList<SignAccuracy> signers)
    {
        var table = new ResultTable("signer", ">pictures", ">right", "95 % interval", ">sure", ">sure, wrong",
            ">held signs", ">right", "95 % interval", ">nothing read", ">unasked").Title(model);
        foreach (var signer in signers)
            table.Row(signer.Signer, signer.Pictures, Share(signer.Right, signer.Pictures),
                Interval(signer.Right, signer.Pictures), Share(signer.Sure, signer.Pictures), signer.SureAndWrong,
                signer.Signs, Share(signer.SignsRight, signer.Signs), Interval(signer.SignsRight, signer.Signs),
                signer.SignsMissed, signer.UnaskedLetters);
        var report = Report.OfDocument(new { Model = model, Signers = signers.Select(Json) }).Add(table);
        foreach (var signer in signers.Where(signer => signer.Confusions.Any()))
            report.Add($"{signer.Signer}: read as another letter: " + string.Join(", ", signer.Confusions
                .Take(MostConfusions).Select(found => $"{found.Signed} as {found.Read} {found.Count}")));
        return report;
    }

    private static object Json(SignAccuracy signer) => new
    {
        signer.Signer,
        signer.Pictures,
        signer.Right,
        Interval95 = Bounds(signer.Right, signer.Pictures),
        signer.Sure,
        signer.SureAndWrong,
        signer.Signs,
        signer.SignsRight,
        SignsInterval95 = Bounds(signer.SignsRight, signer.Signs),
        signer.SignsMissed,
        signer.UnaskedLetters,
        Confusions = signer.Confusions.Select(confusion => new
        {
            Signed = confusion.Signed.ToString(),
            confusion.Read,
            confusion.Count,
        }),
    };

    private static double[]? Bounds(int count, int total)
    {
        if (total == 0)
            return null;
        var (lower, upper) = ShareInterval.Wilson95(count, total);
        return [Math.Round(lower, 4), Math.Round(upper, 4)];
    }

    private static string Share(int count, int total) =>
        total == 0 ? "" : ((double)count / total).ToString("0.0%", CultureInfo.InvariantCulture);

    private static string Interval(int count, int total) => Bounds(count, total) is [var lower, var upper]
        ? FormattableString.Invariant($"{lower:0.0%} .. {upper:0.0%}")
        : "";
}
