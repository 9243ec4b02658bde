using System.Globalization;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Keywords;

/// <summary>A demonstration's result: a table for people, or JSON.</summary>
internal static class DemoReport
{
    public static void WriteTable(CliContext context, IReadOnlyList<ScoredWord> words, int sampleRateHz)
    {
        var table = new ResultTable(">at, s", "spoken", "heard", ">confidence", ">from, s", ">to, s", ">server, ms", "");
        foreach (ScoredWord word in words)
        {
            Keyword? heard = word.Heard;
            object?[] cells =
            [
                Seconds(word.Spoken?.StartSample, sampleRateHz), word.Spoken?.Word ?? "(nothing)", heard?.Label ?? "(missed)",
                heard?.Confidence.ToString("0.00", CultureInfo.InvariantCulture),
                Seconds(heard?.StartSample, sampleRateHz), Seconds(heard?.EndSample, sampleRateHz),
                heard?.ServerDelay?.ToTimeSpan().TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture),
                Verdict(word),
            ];
            table.Verdict(word.IsRight, cells);
        }
        table.WriteTo(context.Tables());
        int spoken = words.Count(word => word.Spoken is not null);
        int falseAlarms = words.Count(word => word.Spoken is null);
        context.Out.WriteLine($"{words.Count(word => word.IsRight)} of {spoken} words heard right, {falseAlarms} false alarm{(falseAlarms == 1 ? "" : "s")}");
    }

    public static void WriteJson(CliContext context, IReadOnlyList<ScoredWord> words) =>
        context.Out.WriteLine(JsonOutput.ToLine(new
        {
            Spoken = words.Count(word => word.Spoken is not null),
            Right = words.Count(word => word.IsRight),
            Words = words.Select(word => new
            {
                Spoken = word.Spoken?.Word,
                SpokenAtSample = word.Spoken?.StartSample,
                Heard = word.Heard?.Label,
                word.Heard?.Confidence,
                word.Heard?.StartSample,
                word.Heard?.EndSample,
            }),
        }));

    private static string Verdict(ScoredWord word) => (word.Spoken, word.Heard) switch
    {
        (null, _) => "false alarm",
        (_, null) => "missed",
        _ => word.IsRight ? "right" : "wrong word",
    };

    private static string Seconds(long? sample, int sampleRateHz) =>
        sample is { } value ? ((double)value / sampleRateHz).ToString("0.00", CultureInfo.InvariantCulture) : "";
}
