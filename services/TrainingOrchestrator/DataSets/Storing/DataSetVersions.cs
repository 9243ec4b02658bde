using Kws.Database;
using Kws.TrainingOrchestrator.Database;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.DataSets.Storing;

/// <summary>Reads the versions that are there.</summary>
internal sealed class DataSetVersions(IDatabases<TrainingDatabase> databases)
{
    /// <summary>A version; null: not known.</summary>
    /// <param name="name">Of the data set.</param>
    /// <param name="version">0: the newest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<StoredVersion?> FindAsync(string name, int version, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var row = await database.DataSets.AsNoTracking()
            .Where(row => row.Name == name && (version == 0 || row.Version == version))
            .OrderByDescending(row => row.Version)
            .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return row is null
            ? null
            : new StoredVersion(row, await LabelsAsync(database, row, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>By name, the newest first.</summary>
    /// <param name="name">Empty: all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<StoredVersion>> ListAsync(string name, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var rows = await database.DataSets.AsNoTracking()
            .Where(row => name == "" || row.Name == name)
            .OrderBy(row => row.Name).ThenByDescending(row => row.Version)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var versions = new List<StoredVersion>();
        foreach (var row in rows)
            versions.Add(new StoredVersion(
                row, await LabelsAsync(database, row, cancellationToken).ConfigureAwait(false)));
        return versions;
    }

    /// <summary>The files of a version that have a label, by path.</summary>
    public async Task<IReadOnlyList<DataSetFileRow>> FilesAsync(DataSetRow row, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var files = await database.DataSetFiles.AsNoTracking()
            .Where(file => file.DataSet == row.Name && file.Version == row.Version
                && file.Split != DataSplit.Background)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        // Databases sort texts each in its own way.
        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    public static async Task<IReadOnlyList<LabelFiles>> LabelsAsync(
        TrainingDatabase database, DataSetRow row, CancellationToken cancellationToken)
    {
        var counts = await database.DataSetFiles
            .Where(file => file.DataSet == row.Name && file.Version == row.Version
                && file.Split != DataSplit.Background)
            .GroupBy(file => new { file.Label, file.Split })
            .Select(group => new { group.Key.Label, group.Key.Split, Files = group.Count() })
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return [.. counts.GroupBy(count => count.Label)
            .OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(label => new LabelFiles(
                label.Key,
                label.Where(count => count.Split == DataSplit.Training).Sum(count => count.Files),
                label.Where(count => count.Split == DataSplit.Validation).Sum(count => count.Files)))];
    }
}
