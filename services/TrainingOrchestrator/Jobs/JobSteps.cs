using System.Text.Json;
using Kws.Database;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets;
using Kws.TrainingOrchestrator.Executors;
using Kws.TrainingOrchestrator.Gates;
using Kws.TrainingOrchestrator.Registry;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Jobs;

/// <inheritdoc/>
internal sealed class JobSteps(
    JobStore store,
    IDatabases<TrainingDatabase> databases,
    DataSetCopies dataSets,
    PackageStore packages,
    BaseModels bases,
    ModelVersions versions,
    IEnumerable<ITrainingExecutor> executors,
    Recipes recipes,
    ModelGates gates,
    NewWords newWords,
    JobFolders folders,
    TimeProvider timeProvider,
    ILogger<JobSteps> logger) : IJobSteps
{
    /// <inheritdoc/>
    public async Task PrepareAsync(JobRow job, CancellationToken cancellationToken)
    {
        await ExecutorOf(job).PrepareAsync(job, cancellationToken).ConfigureAwait(false);
        await versions.ReserveAsync(job, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task TrainAsync(JobRow job, CancellationToken cancellationToken)
    {
        var executor = ExecutorOf(job);
        var prepared = await executor.PrepareAsync(job, cancellationToken).ConfigureAwait(false);
        var settings = await SettingsAsync(job, prepared, cancellationToken).ConfigureAwait(false);
        var run = new TrainingRun(job, prepared.Data, RecipeOf(job).File, settings, folders.Of(job.Id));
        var progress = new JobProgress(job, store, timeProvider, logger);
        var trained = await executor.TrainAsync(run, progress, cancellationToken).ConfigureAwait(false);
        await progress.FinishAsync(cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(TrainedNote(job), JsonSerializer.Serialize(trained), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<string> StopAsync(JobRow job, CancellationToken cancellationToken) =>
        await ExecutorOf(job).StopAsync(job, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<JobOutcome> EvaluateAsync(JobRow job, CancellationToken cancellationToken)
    {
        var trained = JsonSerializer.Deserialize<TrainedModel>(
            await File.ReadAllTextAsync(TrainedNote(job), cancellationToken).ConfigureAwait(false))!;
        if (trained.Package is not { } folder)
            return new JobOutcome(Passed: false, trained.Instead, Model: null);
        var data = await dataSets.BringAsync(job.DataSet, job.DataSetVersion, cancellationToken).ConfigureAwait(false);
        var report = await WeighAsync(job, folder, data, cancellationToken).ConfigureAwait(false);
        var manifest = ModelPackage.Load(folder).Manifest;
        var key = await packages.PutAsync(folder, manifest, cancellationToken).ConfigureAwait(false);
        // The trainer leaves them beside the package, which holds no more than a service needs.
        var weights = $"{folder}.pt";
        if (File.Exists(weights))
            await packages.PutWeightsAsync(weights, job.Task, manifest.Name, manifest.Version, cancellationToken)
                .ConfigureAwait(false);
        var model = new ModelRow
        {
            Task = job.Task,
            Name = manifest.Name,
            Version = manifest.Version,
            State = report.Passed ? ModelState.Published : ModelState.Rejected,
            PackageKey = key,
            ManifestSha256 = manifest.Sha256,
            Manifest = manifest.Json,
            Bytes = manifest.Files.Sum(file => file.Bytes),
            JobId = job.Id,
            DataSet = job.DataSet,
            DataSetVersion = job.DataSetVersion,
            Recipe = job.Recipe,
            Gates = report.ToJson(),
            CreatedBy = job.CreatedBy,
            CreatedAt = timeProvider.GetUtcNow(),
        };
        return new JobOutcome(
            report.Passed, report.Passed ? $"{manifest.Name} {manifest.Version}" : report.Refusals, model);
    }

    /// <inheritdoc/>
    public void CleanUp(JobRow job) => folders.Clean(job.Id);

    private ITrainingExecutor ExecutorOf(JobRow job) =>
        executors.FirstOrDefault(executor => executor.Name == job.Executor)
            ?? throw new JobFailedException($"this server has no executor '{job.Executor}'");

    private async Task<GateReport> WeighAsync(
        JobRow job, string folder, string data, CancellationToken cancellationToken)
    {
        // First: it changes the manifest that the gates read.
        var basis = await BaseAsync(job, cancellationToken).ConfigureAwait(false);
        GateResult[] old = RecipeOf(job).AddsWords && basis is not null
            ? [await newWords.FinishAsync(folder, basis, data, cancellationToken).ConfigureAwait(false)]
            : [];
        var candidate = new Candidate(folder, data, $"{job.DataSet} {job.DataSetVersion}, validation",
            await ChampionAsync(job, cancellationToken).ConfigureAwait(false), basis);
        var report = await gates.WeighAsync(candidate, cancellationToken).ConfigureAwait(false);
        return report with { Results = [.. report.Results, .. old] };
    }

    private Recipe RecipeOf(JobRow job)
    {
        try
        {
            return recipes.Find(job.Task, job.Recipe);
        }
        catch (NotFoundException e)
        {
            throw new JobFailedException(e.Message, e);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> SettingsAsync(
        JobRow job, PreparedRun prepared, CancellationToken cancellationToken)
    {
        var settings = new SortedDictionary<string, string>(
            JsonSerializer.Deserialize<Dictionary<string, string>>(job.Hyperparameters) ?? [],
            StringComparer.Ordinal)
        {
            ["name"] = job.ModelName,
            ["version"] = await versions.ReserveAsync(job, cancellationToken).ConfigureAwait(false),
        };
        if (prepared.Weights is { } weights)
            settings[RecipeOf(job).AddsWords ? "extends" : "start_from"] = weights;
        return settings;
    }

    private async Task<string?> BaseAsync(JobRow job, CancellationToken cancellationToken) =>
        ModelReference.TryParse(job.Extends, out var name, out var version)
            ? await bases.BringAsync(
                job.Task, name, version, Path.Combine(folders.Of(job.Id), "base"), cancellationToken)
                .ConfigureAwait(false)
            : null;

    private async Task<string?> ChampionAsync(JobRow job, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var champion = await database.Aliases.AsNoTracking().SingleOrDefaultAsync(
            row => row.Task == job.Task && row.Alias == Aliases.Champion, cancellationToken).ConfigureAwait(false);
        if (champion is null)
            return null;
        var model = await ModelRegistry.RequireAsync(
            database, job.Task, champion.Name, champion.Version, cancellationToken).ConfigureAwait(false);
        return await packages
            .BringAsync(model, Path.Combine(folders.Of(job.Id), "champion"), cancellationToken).ConfigureAwait(false);
    }

    private string TrainedNote(JobRow job) => Path.Combine(folders.Of(job.Id), "trained");
}
