using Kws.Database;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Executors;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.DataSets;

/// <summary>Versions of data sets as folders of this machine, as the trainer reads them.</summary>
internal sealed class DataSetCopies(IDatabases<TrainingDatabase> databases, IObjectStore store, JobFolders folders)
{
    private const int AtOnce = 8;

    /// <summary>Brings a version's files here, unless they are; those of a copy that was cut short are not brought
    /// again.</summary>
    /// <returns>The folder.</returns>
    /// <exception cref="ObjectStoreException">The store is away or lacks a file.</exception>
    public async Task<string> BringAsync(string name, int version, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var dataSet = await database.DataSets.AsNoTracking().Include(row => row.Entries)
            .SingleAsync(row => row.Name == name && row.Version == version, cancellationToken).ConfigureAwait(false);
        var folder = folders.OfData(dataSet.ContentSha256);
        var whole = Path.Combine(folder, ".whole");
        if (File.Exists(whole))
            return folder;
        await Parallel.ForEachAsync(
            dataSet.Entries,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (entry, token) => await BringAsync(dataSet, entry, folder, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        await File.WriteAllTextAsync(whole, "", cancellationToken).ConfigureAwait(false);
        return folder;
    }

    private async Task BringAsync(
        DataSetRow dataSet, DataSetFileRow entry, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, entry.Path);
        if (File.Exists(path) && new FileInfo(path).Length == entry.Bytes)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Under its name once it is whole.
        var part = $"{path}.{Guid.NewGuid():N}.part";
        await using (var from = await store.OpenAsync(
            new ObjectKey($"{dataSet.Prefix}/{entry.Path}"), cancellationToken).ConfigureAwait(false))
        await using (var to = File.Create(part))
            await from.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
        File.Move(part, path, overwrite: true);
    }
}
