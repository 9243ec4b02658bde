using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Database;
using JobState = Kws.TrainingOrchestrator.Jobs.JobState;
using StateMessage = Kws.Training.V1.JobState;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Jobs as messages.</summary>
internal static class JobMessages
{
    public static Job Of(JobRow job, JobProgressRow? progress)
    {
        var message = new Job
        {
            Id = job.Id,
            Task = job.Task.ToMessage(),
            State = Of(job.State),
            Reason = job.Reason,
            DataSet = job.DataSet,
            DataSetVersion = job.DataSetVersion,
            Recipe = job.Recipe,
            Executor = job.Executor,
            Attempt = job.Attempt,
            MaxAttempts = job.MaxAttempts,
            CancelRequested = job.CancelRequested,
            CreatedAt = Timestamp.FromDateTimeOffset(job.CreatedAt),
            StartedAt = job.StartedAt is { } started ? Timestamp.FromDateTimeOffset(started) : null,
            EndedAt = job.EndedAt is { } ended ? Timestamp.FromDateTimeOffset(ended) : null,
            ModelName = job.ModelName,
            ModelVersion = job.ModelVersion ?? "",
            Extends = job.Extends,
            Progress = progress is null ? null : Of(progress),
        };
        message.Hyperparameters.Add(SettingsOf(job).ToDictionary());
        return message;
    }

    /// <summary>The client's hyperparameters.</summary>
    public static IReadOnlyDictionary<string, string> SettingsOf(JobRow job) =>
        JsonSerializer.Deserialize<SortedDictionary<string, string>>(job.Hyperparameters) ?? [];

    public static StateMessage Of(JobState state) => (StateMessage)((int)state + 1);

    /// <exception cref="InvalidRequestException">It is none.</exception>
    public static JobState StateOf(StateMessage state) =>
        System.Enum.IsDefined(state) && state != StateMessage.Unspecified
        ? (JobState)((int)state - 1)
        : throw new InvalidRequestException("states", state, "a JobState");

    /// <summary>Both kinds of changes by their times.</summary>
    public static IEnumerable<WatchJobResponse> InOrder(
        IEnumerable<JobTransitionRow> transitions, IEnumerable<JobProgressRow> progress) =>
        transitions.Select(row => (row.At, Message: new WatchJobResponse { Transition = Of(row) }))
            .Concat(progress.Select(row => (row.At, Message: new WatchJobResponse { Progress = Of(row) })))
            .OrderBy(change => change.At)
            .Select(change => change.Message);

    private static JobTransition Of(JobTransitionRow row) => new()
    {
        From = Of(row.From),
        To = Of(row.To),
        Reason = row.Reason,
        At = Timestamp.FromDateTimeOffset(row.At),
    };

    private static JobProgress Of(JobProgressRow row) => new()
    {
        Epoch = row.Epoch,
        Epochs = row.Epochs,
        Loss = row.Loss,
        Accuracy = row.Accuracy,
        LearningRate = row.LearningRate,
        Left = Duration.FromTimeSpan(TimeSpan.FromSeconds(row.SecondsLeft)),
        At = Timestamp.FromDateTimeOffset(row.At),
    };
}
