using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Signs;

/// <summary>A signed word's result: a table for people, or a line of JSON.</summary>
internal static class SignDemoReport
{
    public static void WriteTable(CliContext context, SignScore score)
    {
        var table = new ResultTable(">at, s", "signed", "read", ">confidence", ">certain after, s", "");
        foreach (ScoredLetter letter in score.Letters)
        {
            string verdict = (letter.Signed, letter.Read) switch
            {
                (null, _) => "nothing was signed",
                (_, null) => "missed",
                _ => letter.IsRight ? "right" : "wrong letter",
            };
            table.Verdict(letter.IsRight, Seconds(letter.Signed?.Start), letter.Signed?.Letter.ToString() ?? "(nothing)", letter.Read?.Letter_ ?? "(missed)",
                letter.Read?.Confidence.ToString("0.00", CultureInfo.InvariantCulture), Seconds(CertainAfter(letter)), verdict);
        }
        table.WriteTo(context.Tables());
        context.Out.WriteLine($"{score.Signed.Word} was read as {ReadAs(score)}; {SpokenAs(score)}");
    }

    public static void WriteJson(CliContext context, SignScore score) =>
        context.Out.WriteLine(JsonOutput.ToLine(new
        {
            Signed = score.Signed.Word,
            score.Word?.Spelled,
            score.Word?.Proposed,
            SpokenS = Math.Round(score.Spoken.TotalSeconds, 3),
            NotSpoken = score.SpeechError,
            Letters = score.Letters.Select(letter => new
            {
                Signed = letter.Signed?.Letter.ToString(),
                SignedAtS = letter.Signed?.Start.TotalSeconds,
                Read = letter.Read?.Letter_,
                letter.Read?.Confidence,
                CommittedS = letter.Read?.Committed.ToTimeSpan().TotalSeconds,
            }),
        }));

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

    private static TimeSpan? CertainAfter(ScoredLetter letter) =>
        letter.Signed is { } signed && letter.Read is { } read ? read.Committed.ToTimeSpan() - signed.Start : null;

    private static string Seconds(TimeSpan? time) => time?.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}
