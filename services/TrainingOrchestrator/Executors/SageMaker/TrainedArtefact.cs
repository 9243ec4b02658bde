using Kws.Models;
using Kws.Storage;
using Kws.TrainingOrchestrator.DataSets.Archives;
using Kws.TrainingOrchestrator.DataSets.Importing;
using Kws.TrainingOrchestrator.Executors.Local;
using Kws.TrainingOrchestrator.Jobs;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>The <c>model.tar.gz</c> that a training job left in the object store. Nobody vouches for it: it is unpacked
/// as an import is.</summary>
internal sealed class TrainedArtefact(
    S3Addresses addresses, IObjectStore store, IOptions<SageMakerOptions> options, ILogger<TrainedArtefact> logger)
{
    private const string Progress = "progress.jsonl";

    /// <summary>Where it is in the store.</summary>
    /// <exception cref="JobFailedException">It is not there.</exception>
    public async Task<StoredObject> FindAsync(string? address, CancellationToken cancellationToken)
    {
        if (address is null || addresses.KeyOf(address) is not { } key)
            throw new JobFailedException(
                $"SageMaker left the model at '{address}', which is not in the object store ({addresses.Root})");
        return await store.FindAsync(key, cancellationToken).ConfigureAwait(false) ?? throw Missing(address);
    }

    /// <summary>Brings the trainer's package to the run's output folder, with its weights beside it, and its lines to
    /// the log.</summary>
    /// <returns>The package's folder.</returns>
    /// <exception cref="JobFailedException">It is missing, damaged, larger than allowed, or has no package.</exception>
    public async Task<string> BringAsync(
        TrainingRun run, string? address, ITrainingListener told, JobLog log, CancellationToken cancellationToken)
    {
        var found = await FindAsync(address, cancellationToken).ConfigureAwait(false);
        var work = NewFolder(Path.Combine(run.Folder, "artefact"));
        try
        {
            var files = await UnpackAsync(found.Key, address!, work, cancellationToken).ConfigureAwait(false);
            if (files.FirstOrDefault(file => file.Path == Progress) is { } progress)
                await TellAsync(run.Job.Id, progress, told, log, cancellationToken).ConfigureAwait(false);
            return Take(run, files, address!);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task<IReadOnlyList<SourceFile>> UnpackAsync(
        ObjectKey key, string address, string work, CancellationToken cancellationToken)
    {
        var archive = new ArchiveSource(
            token => store.OpenAsync(key, token), ArchiveKind.TarGz, options.Value.Artefact.Limits);
        try
        {
            return await archive.BringAsync(work, new ImportCounts(), cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectNotFoundException)
        {
            throw Missing(address);
        }
        catch (DataSetRefusedException e)
        {
            throw new JobFailedException($"the model at {address} is damaged or not allowed: {e.Message}", e);
        }
    }

    // Only what the trainer is known to write, at the names that are known here.
    private static string Take(TrainingRun run, IReadOnlyList<SourceFile> files, string address)
    {
        var package = $"{run.Job.Task.ToName()}/{run.Settings["name"]}/{run.Settings["version"]}";
        NewFolder(run.Output);
        foreach (var file in files.Where(file => file.Path == $"{package}.pt"
            || file.Path.StartsWith($"{package}/", StringComparison.Ordinal)))
        {
            var target = Path.Combine(run.Output, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Move(file.File, target);
        }

        var folder = Path.Combine(run.Output, package);
        return File.Exists(Path.Combine(folder, "manifest.json"))
            ? folder
            : throw new JobFailedException($"the model at {address} has no {package}/manifest.json");
    }

    private async Task TellAsync(
        string jobId, SourceFile progress, ITrainingListener told, JobLog log, CancellationToken cancellationToken)
    {
        using var lines = new StreamReader(progress.File);
        await new TrainerLines(jobId, told, log, logger).ReadProgressAsync(lines, cancellationToken)
            .ConfigureAwait(false);
    }

    private static string NewFolder(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return Directory.CreateDirectory(path).FullName;
    }

    private static JobFailedException Missing(string address) =>
        new($"SageMaker completed the job, and its model is not at {address}");
}
