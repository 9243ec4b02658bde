using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Evaluation;

namespace Kws.Cli.Packages;

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
