using Kws.Models;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Kws.Storage;
using Kws.TrainingOrchestrator.DataSets.Importing;
using Kws.TrainingOrchestrator.DataSets.Storing;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.DataSets.Preparing;

/// <summary>Writes versions in the forms of other programs: training below <c>train/</c>, validation below
/// <c>validation/</c>.</summary>
/// <remarks>Files are made whole on this machine first: an object appears when it is complete.</remarks>
internal sealed class DataSetPreparation(
    DataSetVersions versions,
    IObjectStore store,
    ImportFolders folders,
    IOptions<ImportOptions> options,
    ILogger<DataSetPreparation> logger)
{
    private static readonly string[] s_reserved = ["datasets", "models", "recordings", "sagemaker", "weights"];
    private readonly ConcurrencyGate _gate = new("preparations at once", options.Value.AtOnce);

    /// <exception cref="InvalidRequestException">A prefix that is not allowed, or a form for another task.</exception>
    /// <exception cref="InvalidObjectKeyException">The prefix begins no key.</exception>
    public void Check(Preparation asked)
    {
        ObjectKey.CheckPrefix(asked.Prefix);
        if (asked.Prefix.Length == 0 || s_reserved.Contains(asked.Prefix.Split('/')[0]))
            throw new InvalidRequestException(
                "prefix", asked.Prefix, $"not empty, and not below {string.Join(", ", s_reserved)}");
        var task = asked.RecordIo is null ? ModelTask.KeywordSpotting : ModelTask.SignLetters;
        if (asked.Version.Task != task)
            throw new InvalidRequestException("format", asked.RecordIo is null ? "MFCC_JSON" : "RECORDIO",
                $"one for {asked.Version.Task.ToName()}, which '{asked.Version.Name}' is for");
    }

    /// <summary>Writes it.</summary>
    /// <returns>The keys of what was written.</returns>
    /// <exception cref="ObjectStoreException">The store is away.</exception>
    /// <exception cref="LimitExceededException">As many as allowed are on their way.</exception>
    public async Task<IReadOnlyList<string>> PrepareAsync(
        Preparation asked, PreparationCounts counts, CancellationToken cancellationToken)
    {
        using var place = _gate.Enter();
        var files = await versions.FilesAsync(asked.Version, cancellationToken).ConfigureAwait(false);
        counts.Files = files.Count;
        using var folder = folders.Create();
        var content = new VersionContent(store, asked.Version, folder.Path);
        var made = new PreparedFiles(folder.Path);
        if (asked.RecordIo is { } settings)
            await new RecordIoForm(content, settings, made).WriteAsync(files, counts, cancellationToken)
                .ConfigureAwait(false);
        else
            await new MfccForm(content, made).WriteAsync(files, counts, cancellationToken).ConfigureAwait(false);
        var keys = await PutAsync(made, asked.Prefix.TrimEnd('/'), cancellationToken).ConfigureAwait(false);
        TrainingLog.DataSetPrepared(
            logger, asked.Version.Name, asked.Version.Version, asked.Prefix, files.Count);
        return keys;
    }

    private async Task<IReadOnlyList<string>> PutAsync(
        PreparedFiles made, string prefix, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        try
        {
            foreach (var (name, path) in made.All)
            {
                await using var file = File.OpenRead(path);
                var key = new ObjectKey($"{prefix}/{name}");
                await store.PutAsync(key, file, cancellationToken).ConfigureAwait(false);
                keys.Add(key.Value);
            }

            return keys;
        }
        catch
        {
            // A part of it would look like all of it.
            foreach (var key in keys)
                await store.DeleteAsync(new ObjectKey(key), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }
}

/// <summary>Files that are made, in a folder of this machine's.</summary>
internal sealed class PreparedFiles(string folder)
{
    private readonly List<(string Name, string Path)> _all = [];

    /// <summary>With their names in the store.</summary>
    public IReadOnlyList<(string Name, string Path)> All => _all;

    /// <summary>A new file to write.</summary>
    /// <param name="name">Such as "train/data.json".</param>
    public FileStream Create(string name)
    {
        var path = Path.Combine(folder, name.Replace('/', '-'));
        _all.Add((name, path));
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 128 * 1024);
    }
}
