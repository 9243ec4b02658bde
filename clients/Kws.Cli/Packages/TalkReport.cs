using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Evaluation;

namespace Kws.Cli.Packages;

/// <summary>What a model reported while people talked, as tables or JSON.</summary>
internal static class TalkReport
{
    public static void Write(CliContext context, string title, IReadOnlyList<TalkScore> scores, bool isListed)
    {
        var table = new ResultTable("~people talking", ">files", ">hours", ">false alarms", ">an hour",
            "95 % interval", ">not listened to", ">really said", ">in the text", "~by label").Title(title);
        foreach (var score in scores)
        {
            (var lower, var upper) = score.Interval;
            table.Row(
                score.Source,
                score.Files,
                score.Hours.ToString("0.00", CultureInfo.InvariantCulture),
                score.FalseAlarms,
                score.FalseAlarmsAnHour.ToString("0.00", CultureInfo.InvariantCulture),
                FormattableString.Invariant($"{lower:0.00} .. {upper:0.00}"),
                score.NotListenedTo,
                score.ReallySaid,
                score.SaidSomewhere,
                string.Join(' ', score.FalseAlarmsByLabel.Select(pair => $"{pair.Key}:{pair.Value}")));
        }
        table.WriteTo(context.Tables());
        var all = scores[^1];
        context.Out.WriteLine($"Not counted: {all.ReallySaid} events where somebody heard the keyword "
            + $"({TalkFolder.HeardFile}), {all.SaidSomewhere} in files whose text holds it. "
            + $"Counted: {all.NotListenedTo} false alarms that nobody has listened to.");
        if (isListed)
            WriteFalseAlarms(context, all);
    }

    public static object Json(IReadOnlyList<TalkScore> scores, TalkPart part) => new
    {
        Part = part.ToString().ToLowerInvariant(),
        Talk = scores.ToDictionary(score => score.Source, score => new
        {
            score.Files,
            score.Hours,
            score.FalseAlarms,
            score.FalseAlarmsAnHour,
            Interval95PerHour = (double[])[score.Interval.Lower, score.Interval.Upper],
            score.FalseAlarmsByLabel,
            score.NotListenedTo,
            score.ReallySaid,
            score.SaidSomewhere,
        }),
        Events = scores[^1].Events.Select(heard => new
        {
            heard.File,
            heard.Source,
            heard.Label,
            heard.Seconds,
            heard.Score,
            Verdict = heard.Verdict switch
            {
                TalkVerdict.FalseAlarm => "false_alarm",
                TalkVerdict.ReallySaid => "really_said",
                _ => "said_somewhere",
            },
            heard.Judged,
        }),
    };

    private static void WriteFalseAlarms(CliContext context, TalkScore all)
    {
        var table = new ResultTable("~file", "label", ">seconds", ">score", "~judged").Title("false alarms");
        foreach (var alarm in all.Events.Where(heard => heard.Verdict == TalkVerdict.FalseAlarm))
            table.Row(alarm.File, alarm.Label, alarm.Seconds.ToString("0.00", CultureInfo.InvariantCulture),
                alarm.Score.ToString("0.000", CultureInfo.InvariantCulture), alarm.Judged ?? "");
        table.WriteTo(context.Tables());
    }
}
