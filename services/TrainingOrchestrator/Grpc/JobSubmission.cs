using System.Text.Json;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets.Storing;
using Kws.TrainingOrchestrator.Executors;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Registry;
using Microsoft.Extensions.Options;
using JobState = Kws.TrainingOrchestrator.Jobs.JobState;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Checks what a client asks for and makes a job of it.</summary>
internal sealed class JobSubmission(
    DataSetVersions versions,
    PackageStore packages,
    Recipes recipes,
    IEnumerable<ITrainingExecutor> executors,
    IOptions<JobOptions> options,
    TimeProvider timeProvider)
{
    private const int DefaultAttempts = 3;
    private const int MaxAttempts = 10;
    private const int MaxSettings = 100;
    private const int MaxSettingLength = 2_000;

    /// <summary>Checks all of it; nothing is stored.</summary>
    /// <exception cref="InvalidRequestException">A field with a value that is not allowed.</exception>
    /// <exception cref="NotFoundException">No such data set or recipe.</exception>
    public async Task<JobRow> ReadAsync(SubmitJobRequest request, string by, CancellationToken cancellationToken)
    {
        var task = request.Task.ToModelTask("task");
        var executor = Executor(request.Executor);
        var recipe = recipes.Find(task, Names.Check("recipe", request.Recipe));
        var dataSet = await DataSetAsync(request, task, cancellationToken).ConfigureAwait(false);
        if (request.MaxAttempts is < 0 or > MaxAttempts)
            throw new InvalidRequestException(
                "max_attempts", request.MaxAttempts, $"1 to {MaxAttempts}, or 0 for {DefaultAttempts}");
        CheckSettings(request.Hyperparameters);
        var extends = await ExtendsAsync(request.Extends, task, cancellationToken).ConfigureAwait(false);
        executor.Check(new AskedJob(
            recipe, request.Hyperparameters, extends, dataSet.Labels.Count,
            dataSet.Labels.Sum(label => label.Training)));
        var id = Guid.CreateVersion7(timeProvider.GetUtcNow()).ToString("N");
        return new JobRow
        {
            Id = id,
            RequestId = request.RequestId.Length == 0 ? id : CheckRequestId(request.RequestId),
            Task = task,
            State = JobState.Queued,
            DataSet = dataSet.Row.Name,
            DataSetVersion = dataSet.Row.Version,
            Recipe = request.Recipe,
            Hyperparameters = JsonSerializer.Serialize(
                new SortedDictionary<string, string>(request.Hyperparameters, StringComparer.Ordinal)),
            Executor = executor.Name,
            ModelName = request.ModelName.Length == 0
                ? recipe.ModelName
                : Names.Check("model_name", request.ModelName),
            Extends = extends,
            CreatedBy = by,
            CreatedAt = timeProvider.GetUtcNow(),
            MaxAttempts = request.MaxAttempts == 0 ? DefaultAttempts : request.MaxAttempts,
        };
    }

    /// <summary>Whether one request, sent twice, made both.</summary>
    public static bool AsksForTheSame(JobRow stored, JobRow other) =>
        (stored.Task, stored.DataSet, stored.Recipe, stored.Hyperparameters, stored.Executor, stored.ModelName,
            stored.Extends, stored.MaxAttempts)
        == (other.Task, other.DataSet, other.Recipe, other.Hyperparameters, other.Executor, other.ModelName,
            other.Extends, other.MaxAttempts);

    private async Task<StoredVersion> DataSetAsync(
        SubmitJobRequest request, ModelTask task, CancellationToken cancellationToken)
    {
        Names.Check("data_set", request.DataSet);
        var found = await versions.FindAsync(request.DataSet, request.DataSetVersion, cancellationToken)
            .ConfigureAwait(false)
            ?? throw new NotFoundException("data set", request.DataSetVersion == 0
                ? request.DataSet
                : $"{request.DataSet} version {request.DataSetVersion}");
        return found.Row.Task == task
            ? found
            : throw new InvalidRequestException(
                "data_set", request.DataSet,
                $"a data set for {task.ToName()}; this one is for {found.Row.Task.ToName()}");
    }

    private async Task<string> ExtendsAsync(string asked, ModelTask task, CancellationToken cancellationToken)
    {
        if (asked.Length == 0)
            return "";
        if (!ModelReference.TryParse(asked, out var name, out var version))
            throw new InvalidRequestException("extends", asked, "NAME/VERSION of a model");
        return await packages.HasWeightsAsync(task, name, version, cancellationToken).ConfigureAwait(false)
            ? asked
            : throw new InvalidRequestException(
                "extends", asked, "a model that was trained here, whose weights are in the store");
    }

    private ITrainingExecutor Executor(string asked)
    {
        var name = asked.Length == 0 ? options.Value.Executor : asked;
        var executor = executors.FirstOrDefault(executor => executor.Name == name)
            ?? throw new InvalidRequestException(
                "executor", name, string.Join(" or ", executors.Select(executor => $"'{executor.Name}'")));
        return executor.Missing is { } missing
            ? throw new InvalidRequestException("executor", name, $"one that is set up; {missing}")
            : executor;
    }

    private static string CheckRequestId(string id) =>
        id.Length <= MaxSettingLength && !id.Contains('\0', StringComparison.Ordinal)
            ? id
            : throw new InvalidRequestException(
                "request_id", $"{id.Length} characters", $"at most {MaxSettingLength}, no NUL");

    private static void CheckSettings(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var count = 0;
        foreach (var (key, value) in settings)
        {
            if (++count > MaxSettings)
                throw new InvalidRequestException("hyperparameters", $"more than {MaxSettings}", $"{MaxSettings}");
            if (!Names.IsName(key) || key is "name" or "version")
                throw new InvalidRequestException(
                    "hyperparameters", key,
                    "keys of the recipe, of letters, digits, '_' and '.', but name and version");
            if (value.Length > MaxSettingLength || value.Contains('\0', StringComparison.Ordinal))
                throw new InvalidRequestException(
                    $"hyperparameters[{key}]", $"{value.Length} characters", $"at most {MaxSettingLength}, no NUL");
        }
    }
}
