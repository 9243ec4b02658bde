using Kws.Contracts.Registry;
using Kws.Training.V1;

namespace Kws.ServiceDefaults.Registry;

/// <summary>What a replica tells of a trial, as messages.</summary>
internal static class TrialMessages
{
    public static FollowTrialRequest Of(TrialReport report) => new()
    {
        Task = TaskOf(report.Task),
        Service = report.Service,
        Instance = report.Instance,
        TrialId = report.TrialId,
        Figures = report.Sums is { } sums ? Of(sums) : null,
        Refusal = report.Refusal,
        Hindrance = report.Hindrance,
    };

    public static TrialOrder? OrderOf(FollowTrialResponse answer) =>
        answer is { TrialId.Length: > 0, Listener: { } model }
            ? new TrialOrder(
                answer.TrialId,
                new WantedModel(model.Name, model.Version, model.PackageKey, model.ManifestSha256, answer.TrialId),
                answer.ChampionManifestSha256,
                answer.Share)
            : null;

    public static TrainingTask TaskOf(string task) =>
        task == "keyword-spotting" ? TrainingTask.KeywordSpotting : TrainingTask.SignLetters;

    private static TrialFigures Of(TrialSums sums)
    {
        var figures = new TrialFigures
        {
            Streams = sums.Streams,
            HeardSeconds = sums.HeardSeconds,
            ChampionSeconds = sums.ChampionSeconds,
            ListenerSeconds = sums.ListenerSeconds,
            SkippedWindows = sums.SkippedWindows,
        };
        figures.Labels.Add(sums.Labels.Select(label => new TrialLabel
        {
            Label = label.Label,
            Agreed = label.Agreed,
            ListenerAlone = label.ListenerAlone,
            ChampionAlone = label.ChampionAlone,
            ListenerNearMisses = label.ListenerNearMisses,
        }));
        return figures;
    }
}
