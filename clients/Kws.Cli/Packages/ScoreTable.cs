using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Evaluation;

namespace Kws.Cli.Packages;

/// <summary>Streaming scores as a table, with what the count of false alarms says of their rate.</summary>
internal static class ScoreTable
{
    public static void Write(CliContext context, string title, IReadOnlyList<(string Kind, StreamScore Score)> scores)
    {
        var table = new ResultTable("~audio", ">hours", ">words", ">hits", ">misses", ">after the word",
            ">false alarms", ">while another word", ">an hour", "95 % interval", "~by label").Title(title);
        foreach ((var kind, var score) in scores)
        {
            (var lower, var upper) = PoissonRate.Interval(score.FalseAlarms, score.Hours);
            table.Row(
                kind,
                score.Hours.ToString("0.00", CultureInfo.InvariantCulture),
                score.Words,
                score.Hits,
                score.Misses,
                score.DelaySecondsP50 is { } middle
                    ? FormattableString.Invariant($"{middle:0.00} s, 90 % {score.DelaySecondsP90:0.00} s")
                    : "",
                score.FalseAlarms,
                score.Confused,
                score.FalseAlarmsAnHour.ToString("0.00", CultureInfo.InvariantCulture),
                FormattableString.Invariant($"{lower:0.00} .. {upper:0.00}"),
                string.Join(' ', score.FalseAlarmsByLabel.Select(pair => $"{pair.Key}:{pair.Value}")));
        }
        table.WriteTo(context.Tables());
    }
}

/// <summary>The detection-error trade-off as a table, from strict to lax thresholds.</summary>
internal static class TradeOffTable
{
    public static void Write(CliContext context, IReadOnlyList<TradeOffPoint> curve)
    {
        var table = new ResultTable(">scale", ">missed", ">false alarms an hour").Title("trade-off; 1 is as shipped");
        foreach (var point in curve)
            table.Row(point.Scale, point.MissShare.ToString("0.0%", CultureInfo.InvariantCulture),
                point.FalseAlarmsAnHour.ToString("0.00", CultureInfo.InvariantCulture));
        table.WriteTo(context.Tables());
    }
}
