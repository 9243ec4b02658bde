using System.Globalization;
using Kws.Cli.Output;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary>A signed word's result: a table for people, or a line of JSON.</summary>
internal static class SignDemoReport
{
    public static Report Of(SignScore score)
    {
        var table = new ResultTable(">at, s", "signed", "read", ">confidence", ">certain after, s", "");
        foreach (var letter in score.Letters)
        {
            table.Verdict(letter.IsRight,
                Seconds(letter.Shown?.Start), letter.Shown?.Letter.ToString() ?? "(nothing)",
                letter.Answer?.Letter_ ?? "(missed)",
                letter.Answer?.Confidence.ToString("0.00", CultureInfo.InvariantCulture), Seconds(CertainAfter(letter)),
                letter.Verdict("letter", "nothing was signed"));
        }
        return Report.OfLine(Json(score)).Add(table).Add(
            $"{score.Signed.Word} was read as {ReadAs(score)}; {SpokenAs(score)}");
    }

    private static object Json(SignScore score) => new
    {
        Signed = score.Signed.Word,
        score.Word?.Spelled,
        score.Word?.Proposed,
        SpokenS = Math.Round(score.Spoken.TotalSeconds, 3),
        NotSpoken = score.SpeechError,
        Letters = score.Letters.Select(letter => new
        {
            Signed = letter.Shown?.Letter.ToString(),
            SignedAtS = letter.Shown?.Start.TotalSeconds,
            Read = letter.Answer?.Letter_,
            letter.Answer?.Confidence,
            CommittedS = letter.Answer?.Committed.ToTimeSpan().TotalSeconds,
        }),
    };

    private static string ReadAs(SignScore score) => score.Word switch
    {
        null => "nothing",
        { } word when word.Spelled == word.Proposed => word.Spelled,
        { } word => $"{word.Spelled}, likely {word.Proposed}",
    };

    private static string SpokenAs(SignScore score) =>
        score.SpeechError is { } error ? $"not spoken: {error}"
        : score.Spoken == TimeSpan.Zero ? "nothing was spoken"
        : FormattableString.Invariant($"spoken in {score.Spoken.TotalSeconds:0.00} s of speech");

    private static TimeSpan? CertainAfter(Scored<SignedLetter, Letter> letter) =>
        letter.Shown is { } signed && letter.Answer is { } read ? read.Committed.ToTimeSpan() - signed.Start : null;

    private static string Seconds(TimeSpan? time) =>
        time?.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}
