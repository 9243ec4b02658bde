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
    BaseModels bases,
    Recipes recipes,
    IEnumerable<ITrainingExecutor> executors,
    IOptions<JobOptions> options,
    TimeProvider timeProvider)
{
    private const string WordRecipe = "word";
    private const string Local = "local";
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
        if (request.Recipe.Length > 0)
            recipes.Find(task, Names.Check("recipe", request.Recipe));
        var dataSet = await DataSetAsync(request, task, cancellationToken).ConfigureAwait(false);
        if (request.MaxAttempts is < 0 or > MaxAttempts)
            throw new InvalidRequestException(
                "max_attempts", request.MaxAttempts, $"1 to {MaxAttempts}, or 0 for {DefaultAttempts}");
        CheckSettings(request.Hyperparameters);
        var (recipe, name) = await RecipeAsync(request, task, dataSet, cancellationToken).ConfigureAwait(false);
        if (executor.Name != Local && request.Extends.Length > 0)
            await CheckElsewhereAsync(request.Extends, task, recipe, executor, cancellationToken)
                .ConfigureAwait(false);
        executor.Check(new AskedJob(
            recipe, request.Hyperparameters, request.Extends, dataSet.Labels.Count,
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
            Recipe = recipe.Name,
            Hyperparameters = JsonSerializer.Serialize(
                new SortedDictionary<string, string>(request.Hyperparameters, StringComparer.Ordinal)),
            Executor = executor.Name,
            ModelName = request.ModelName.Length == 0 ? name : Names.Check("model_name", request.ModelName),
            Extends = request.Extends,
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

    // How it is trained, and what the model is called unless the client says otherwise.
    private async Task<(Recipe Recipe, string ModelName)> RecipeAsync(
        SubmitJobRequest request, ModelTask task, StoredVersion dataSet, CancellationToken cancellationToken)
    {
        if (request.Extends.Length == 0)
        {
            var recipe = recipes.Find(task, OrElse(request.Recipe, UsualRecipe(task)));
            return recipe.AddsWords
                ? throw new InvalidRequestException(
                    "extends", "", $"NAME/VERSION of the model that recipe '{recipe.Name}' adds words to")
                : (recipe, recipe.ModelName);
        }

        if (!ModelReference.TryParse(request.Extends, out var name, out var version))
            throw new InvalidRequestException("extends", request.Extends, "NAME/VERSION of a model");
        if (task == ModelTask.SignLetters)
            return await SignsAsync(request, name, version, cancellationToken).ConfigureAwait(false);
        var basis = await bases.FindAsync(task, name, version, cancellationToken).ConfigureAwait(false);
        var words = NewWordsOf(dataSet, basis);
        var chosen = recipes.Find(task, OrElse(request.Recipe, words.Length > 0 ? WordRecipe : UsualRecipe(task)));
        if (!chosen.AddsWords)
            return (chosen, chosen.ModelName);
        return words.Length > 0
            ? (chosen, NameOf(name, words))
            : throw new InvalidRequestException(
                "data_set", dataSet.Row.Name, $"a data set with a word that {request.Extends} lacks");
    }

    // The weights of a sign model cannot be read back from its package.
    private async Task<(Recipe Recipe, string ModelName)> SignsAsync(
        SubmitJobRequest request, string name, string version, CancellationToken cancellationToken)
    {
        if (!await packages.HasWeightsAsync(ModelTask.SignLetters, name, version, cancellationToken)
            .ConfigureAwait(false))
            throw new InvalidRequestException(
                "extends", request.Extends, "a model of signs that was trained here, whose weights are in the store");
        var recipe = recipes.Find(ModelTask.SignLetters, OrElse(request.Recipe, UsualRecipe(ModelTask.SignLetters)));
        return (recipe, recipe.ModelName);
    }

    // What runs elsewhere finds the weights alone that a job left in the store.
    private async Task CheckElsewhereAsync(
        string extends, ModelTask task, Recipe recipe, ITrainingExecutor executor, CancellationToken cancellationToken)
    {
        if (recipe.AddsWords)
            throw new InvalidRequestException("executor", executor.Name, $"'{Local}' for recipe '{recipe.Name}'");
        if (ModelReference.TryParse(extends, out var name, out var version)
            && !await packages.HasWeightsAsync(task, name, version, cancellationToken).ConfigureAwait(false))
            throw new InvalidRequestException(
                "extends", extends, "a model that was trained here, whose weights are in the store");
    }

    private static string[] NewWordsOf(StoredVersion dataSet, ModelRow basis) =>
        [.. dataSet.Labels.Select(label => label.Label).Where(label => label.Length > 0)
            .Except(BaseModels.LabelsOf(basis)).Order(StringComparer.Ordinal)];

    private static string NameOf(string basis, IReadOnlyList<string> words)
    {
        var name = $"{basis}-{string.Join('-', words)}";
        return Names.IsName(name) ? name : $"{basis}-{words.Count}-words";
    }

    private static string UsualRecipe(ModelTask task) => task == ModelTask.KeywordSpotting ? "own-words" : "own-signs";

    private static string OrElse(string asked, string usual) => asked.Length > 0 ? asked : usual;

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
