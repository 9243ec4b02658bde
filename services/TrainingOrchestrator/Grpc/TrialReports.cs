using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Database;
using Figures = Kws.TrainingOrchestrator.Trials.TrialFigures;
using Label = Kws.TrainingOrchestrator.Trials.TrialLabel;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Checks what a replica says of a trial.</summary>
internal static class TrialReports
{
    private const int MaxName = 100;
    private const int MaxReason = 1_000;
    private const int MaxLabels = 1_000;
    // A thousand replicas of it can be summed.
    private const long MaxCount = 1_000_000_000_000;

    /// <returns>Null: it follows no trial yet.</returns>
    /// <exception cref="InvalidRequestException">A field with a value that is not allowed.</exception>
    public static TrialReportRow? Read(FollowTrialRequest request, DateTimeOffset at)
    {
        var (service, instance) = (Name("service", request.Service, 1), Name("instance", request.Instance, 1));
        return Name("trial_id", request.TrialId, 0).Length == 0
            ? null
            : new TrialReportRow
            {
                TrialId = request.TrialId,
                Service = service,
                Instance = instance,
                Figures = Read(request.Figures ?? new()).ToJson(),
                // Reasons are for people: what is too long is cut.
                Refusal = Printable.Text(request.Refusal, MaxReason),
                Hindrance = Printable.Text(request.Hindrance, MaxReason),
                At = at,
            };
    }

    private static Figures Read(Kws.Training.V1.TrialFigures message)
    {
        if (message.Labels.Count > MaxLabels)
            throw new InvalidRequestException("figures.labels", message.Labels.Count, $"at most {MaxLabels}");
        if (message.Labels.DistinctBy(label => label.Label).Count() < message.Labels.Count)
            throw new InvalidRequestException("figures.labels", "one of them twice", "each once");
        return new Figures
        {
            Streams = Count("streams", message.Streams),
            HeardSeconds = Seconds("heard_seconds", message.HeardSeconds),
            ChampionSeconds = Seconds("champion_seconds", message.ChampionSeconds),
            ListenerSeconds = Seconds("listener_seconds", message.ListenerSeconds),
            SkippedWindows = Count("skipped_windows", message.SkippedWindows),
            Labels = [.. message.Labels.Select(label => new Label(
                Name("figures.labels.label", label.Label, 1),
                Count("labels.agreed", label.Agreed),
                Count("labels.listener_alone", label.ListenerAlone),
                Count("labels.champion_alone", label.ChampionAlone),
                Count("labels.listener_near_misses", label.ListenerNearMisses)))],
        };
    }

    private static long Count(string field, long value) => value is >= 0 and <= MaxCount
        ? value
        : throw new InvalidRequestException($"figures.{field}", value, $"0 to {MaxCount}");

    private static double Seconds(string field, double value) => value is >= 0 and <= MaxCount
        ? value
        : throw new InvalidRequestException($"figures.{field}", value, $"0 to {MaxCount}");

    private static string Name(string field, string text, int least) =>
        text.Length >= least && text.Length <= MaxName && Printable.Text(text, MaxName + 1) == text
            ? text
            : throw new InvalidRequestException(field, text, $"{least} to {MaxName} characters that can be printed");
}
