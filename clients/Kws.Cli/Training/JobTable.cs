using System.Globalization;
using Kws.Cli.Output;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>Jobs for people and for programs.</summary>
internal static class JobTable
{
    public static ResultTable Of(IEnumerable<Job> jobs)
    {
        var table = new ResultTable("job", "state", "~model", "~data set", ">epoch", ">accuracy", "begun", "~reason");
        foreach (var job in jobs)
            table.Row(
                job.Id,
                NameOf(job.State),
                job.ModelVersion.Length > 0 ? $"{job.ModelName} {job.ModelVersion}" : job.ModelName,
                $"{job.DataSet}:{job.DataSetVersion.ToString(CultureInfo.InvariantCulture)}",
                job.Progress is { } epoch ? $"{epoch.Epoch}/{epoch.Epochs}" : "",
                job.Progress?.Accuracy.ToString("0.0%", CultureInfo.InvariantCulture) ?? "",
                (job.StartedAt ?? job.CreatedAt).ToDateTimeOffset()
                    .ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                job.Reason);
        return table;
    }

    public static object ToDocument(Job job) => new
    {
        job.Id,
        Task = job.Task.ToString(),
        State = NameOf(job.State),
        job.Reason,
        job.DataSet,
        job.DataSetVersion,
        job.Recipe,
        Hyperparameters = new SortedDictionary<string, string>(job.Hyperparameters, StringComparer.Ordinal),
        job.Executor,
        job.Attempt,
        job.MaxAttempts,
        job.CancelRequested,
        CreatedAt = job.CreatedAt.ToDateTimeOffset(),
        StartedAt = job.StartedAt?.ToDateTimeOffset(),
        EndedAt = job.EndedAt?.ToDateTimeOffset(),
        job.ModelName,
        job.ModelVersion,
        Epoch = job.Progress?.Epoch,
        Epochs = job.Progress?.Epochs,
        Accuracy = job.Progress?.Accuracy,
    };

    /// <summary>"queued", "published" ...</summary>
    public static string NameOf(JobState state) => state.ToString().ToLowerInvariant();
}
