using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Gates;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Takes a package that did not come from a job into the registry.</summary>
internal sealed class PackagePublishing(
    ModelRegistry registry,
    PackageStore packages,
    ModelGates gates,
    TimeProvider timeProvider,
    ILogger<PackagePublishing> logger)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Checks, weighs and stores the package of a folder.</summary>
    /// <param name="folder">Holds its files.</param>
    /// <param name="files">Their paths, with <c>/</c>.</param>
    /// <param name="task">What it shall be for.</param>
    /// <param name="by">Who sent it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidRequestException">It cannot be used.</exception>
    /// <exception cref="AlreadyExistsException">Another package has its name and version.</exception>
    public async Task<ModelRow> PublishAsync(
        string folder, IReadOnlyCollection<string> files, ModelTask task, string by,
        CancellationToken cancellationToken)
    {
        var (manifest, report) = await WeighInTimeAsync(folder, files, task, cancellationToken)
            .ConfigureAwait(false);
        var model = RowOf(manifest, report, by);
        if (await registry.TakenByAsync(model, cancellationToken).ConfigureAwait(false) is { } known)
            return known;
        await packages.PutAsync(folder, manifest, cancellationToken).ConfigureAwait(false);
        var stored = await registry.AddAsync(model, report.Refusals, cancellationToken).ConfigureAwait(false);
        TrainingLog.PackageTaken(
            logger, stored.Name, stored.Version, stored.State.ToString(), report.Refusals);
        return stored;
    }

    // A graph may never answer: then its thread is left alone.
    private async Task<(ModelManifest Manifest, GateReport Report)> WeighInTimeAsync(
        string folder, IReadOnlyCollection<string> files, ModelTask task, CancellationToken cancellationToken)
    {
        var weighing = Task.Factory.StartNew(
            () => Weigh(folder, files, task), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            return await weighing.WaitAsync(s_limit, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new InvalidRequestException(
                "package", $"a model that was not ready after {s_limit.TotalSeconds} s", "one that loads and answers");
        }
    }

    private (ModelManifest Manifest, GateReport Report) Weigh(
        string folder, IReadOnlyCollection<string> files, ModelTask task)
    {
        try
        {
            var manifest = ModelPackage.Load(folder).Manifest;
            if (manifest.Task != task)
                throw new InvalidRequestException(
                    "config.task", task.ToName(), $"the package's, which is for {manifest.Task.ToName()}");
            var unlisted = files.Except(manifest.Files.Select(file => file.Path).Append("manifest.json")).ToList();
            return unlisted.Count == 0
                ? (manifest, gates.WeighAlone(folder))
                : throw new InvalidRequestException(
                    "file.path", unlisted[0], "manifest.json and the files that it lists");
        }
        catch (InvalidModelPackageException e)
        {
            // Not its message, which has the folder's name here.
            throw new InvalidRequestException(
                "package", $"one with {e.Faults.Count} faults", $"one without; {string.Join("; ", e.Faults)}");
        }
    }

    private ModelRow RowOf(ModelManifest manifest, GateReport report, string by) => new()
    {
        Task = manifest.Task,
        Name = manifest.Name,
        Version = manifest.Version,
        State = report.Passed ? ModelState.Published : ModelState.Rejected,
        PackageKey = PackageStore.KeyOf(manifest),
        ManifestSha256 = manifest.Sha256,
        Manifest = manifest.Json,
        Bytes = manifest.Files.Sum(file => file.Bytes),
        Gates = report.ToJson(),
        CreatedBy = by,
        CreatedAt = timeProvider.GetUtcNow(),
    };
}
