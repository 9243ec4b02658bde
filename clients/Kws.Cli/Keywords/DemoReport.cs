using System.Globalization;
using Kws.Audio.V1;
using Kws.Cli.Output;

namespace Kws.Cli.Keywords;

/// <summary>A demonstration's result: a table for people, or a line of JSON.</summary>
internal static class DemoReport
{
    public static Report Of(IReadOnlyList<Scored<SpokenWord, Keyword>> words, int sampleRateHz)
    {
        var table = new ResultTable(">at, s", "spoken", "heard", ">confidence", ">from, s", ">to, s",
            ">server, ms", "");
        foreach (var word in words)
            table.Verdict(word.IsRight, Cells(word, sampleRateHz));
        var spoken = words.Count(word => word.Shown is not null);
        var right = words.Count(word => word.IsRight);
        var falseAlarms = words.Count - spoken;
        return Report.OfLine(new { Spoken = spoken, Right = right, Words = words.Select(Json) })
            .Add(table)
            .Add($"{right} of {spoken} words heard right, {falseAlarms} false alarm{(falseAlarms == 1 ? "" : "s")}");
    }

    private static object?[] Cells(Scored<SpokenWord, Keyword> word, int sampleRateHz)
    {
        var heard = word.Answer;
        return
        [
            Seconds(word.Shown?.StartSample, sampleRateHz), word.Shown?.Word ?? "(nothing)", heard?.Label ?? "(missed)",
            heard?.Confidence.ToString("0.00", CultureInfo.InvariantCulture),
            Seconds(heard?.StartSample, sampleRateHz), Seconds(heard?.EndSample, sampleRateHz),
            heard?.ServerDelay?.ToTimeSpan().TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture),
            word.Verdict("word", "false alarm"),
        ];
    }

    private static object Json(Scored<SpokenWord, Keyword> word) => new
    {
        Spoken = word.Shown?.Word,
        SpokenAtSample = word.Shown?.StartSample,
        Heard = word.Answer?.Label,
        word.Answer?.Confidence,
        word.Answer?.StartSample,
        word.Answer?.EndSample,
    };

    private static string Seconds(long? sample, int sampleRateHz) =>
        sample is { } value ? ((double)value / sampleRateHz).ToString("0.00", CultureInfo.InvariantCulture) : "";
}
