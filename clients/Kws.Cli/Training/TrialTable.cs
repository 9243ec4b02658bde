using System.Globalization;
using Kws.Cli.Output;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>Trials for people and for programs.</summary>
internal static class TrialTable
{
    public static Report ReportOf(IReadOnlyCollection<Trial> trials)
    {
        var report = Report.OfDocument(trials.Select(ToDocument));
        var table = new ResultTable(
            "begun", "~listener", "~beside", "role", "state", ">hours", ">extra/h", "95 %", ">missing", ">cost",
            "~why");
        foreach (var trial in trials)
            table.Row(
                TimeOf(trial),
                trial.Listener,
                trial.Champion.Length > 0 ? trial.Champion : "(shipped)",
                trial.IsGuard ? "guard" : "candidate",
                StateOf(trial),
                Number(trial.Hours, "0.##"),
                Number(trial.ExtraPerHour.Value, "0.###"),
                $"{Number(trial.ExtraPerHour.Lower, "0.##")}-{Number(trial.ExtraPerHour.Upper, "0.##")}",
                double.IsNaN(trial.MissingShare) ? "" : $"{Number(100 * trial.MissingShare, "0.0")} %",
                $"+{Number(100 * trial.AddedCost, "0")} %",
                trial.Reason);
        report.Add(table);
        if (trials.Count == 1)
            report.Add(LabelsOf(trials.Single()));
        return report;
    }

    /// <summary>"listening", "rolled-back" ...</summary>
    public static string StateOf(Trial trial) => trial.State switch
    {
        TrialState.RolledBack => "rolled-back",
        var state => state.ToString().ToLowerInvariant(),
    };

    private static ResultTable LabelsOf(Trial trial)
    {
        var table = new ResultTable("label", ">both", ">listener alone", ">champion alone", ">near misses")
            .Title(
                $"{trial.Listener}: {trial.Figures.Streams} streams, {trial.Figures.SkippedWindows} windows skipped");
        foreach (var label in trial.Figures.Labels)
            table.Row(
                label.Label, label.Agreed, label.ListenerAlone, label.ChampionAlone, label.ListenerNearMisses);
        return table;
    }

    private static object ToDocument(Trial trial) => new
    {
        trial.Id,
        Task = ModelTable.TaskName(trial.Task),
        trial.Listener,
        trial.Champion,
        trial.IsGuard,
        State = StateOf(trial),
        trial.Reason,
        Policy = new
        {
            trial.Policy.Share,
            trial.Policy.Hours,
            trial.Policy.Words,
            trial.Policy.MaxExtraPerHour,
            trial.Policy.MaxMissingShare,
            trial.Policy.Decides,
            trial.Policy.GuardHours,
        },
        trial.Hours,
        ExtraPerHour = new
        {
            trial.ExtraPerHour.Value,
            trial.ExtraPerHour.Lower,
            Upper = Finite(trial.ExtraPerHour.Upper),
        },
        MissingShare = Finite(trial.MissingShare),
        trial.AddedCost,
        trial.Figures.Streams,
        trial.Figures.SkippedWindows,
        Labels = trial.Figures.Labels.Select(label => new
        {
            label.Label,
            label.Agreed,
            label.ListenerAlone,
            label.ChampionAlone,
            label.ListenerNearMisses,
        }),
        StartedAt = trial.StartedAt?.ToDateTimeOffset(),
        DecidedAt = trial.DecidedAt?.ToDateTimeOffset(),
    };

    // JSON has no other.
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Number(double value, string format) => double.IsFinite(value)
        ? value.ToString(format, CultureInfo.InvariantCulture)
        : "?";

    private static string TimeOf(Trial trial) => trial.StartedAt?.ToDateTimeOffset()
        .ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
