using Kws.Database;
using Kws.Models;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets.Importing;
using Kws.TrainingOrchestrator.DataSets.Storing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.DataSets.Correcting;

/// <summary>A version with the corrections that waited.</summary>
/// <param name="Version">The newest, new or not.</param>
/// <param name="Taken">Corrections that it has.</param>
/// <param name="SetAside">Those that it cannot have.</param>
internal sealed record CorrectedVersion(
    StoredVersion Version, int Taken, IReadOnlyList<ClosedCorrection> SetAside);

/// <summary>Makes versions of data sets out of the newest one and the corrections that wait.</summary>
/// <remarks>marks -> clips of the archive -> checks -> with the earlier files -> splits -> paths and hash -> objects
/// and rows -> what became of the marks. One that is cut short before the last is done again and finds the
/// version.</remarks>
internal sealed class DataSetCorrection(
    IDatabases<TrainingDatabase> databases,
    DataSetVersions versions,
    Corrections corrections,
    CorrectedClips clips,
    IObjectStore objects,
    DataSetStore store,
    ImportFolders folders,
    IOptions<ImportOptions> options,
    TrainingMetrics metrics,
    ILogger<DataSetCorrection> logger)
{
    private const int AtOnce = 8;
    private readonly ConcurrencyGate _gate = new("corrections at once", options.Value.AtOnce);

    /// <exception cref="NotFoundException">No such data set.</exception>
    /// <exception cref="InvalidRequestException">It is one of photos.</exception>
    /// <exception cref="DataSetRefusedException">Together the files make no data set; the corrections wait
    /// on.</exception>
    /// <exception cref="LimitExceededException">As many as allowed are on their way.</exception>
    public async Task<CorrectedVersion> CorrectAsync(
        string name, ImportCounts counts, CancellationToken cancellationToken)
    {
        using var place = _gate.Enter();
        var newest = await NewestAsync(name, cancellationToken).ConfigureAwait(false);
        var marks = await corrections.WaitingAsync(name, newest.Row.Version, cancellationToken).ConfigureAwait(false);
        if (marks.Count == 0)
            return new CorrectedVersion(newest with { Existed = true }, 0, []);
        using var folder = folders.Create();
        var setAside = new List<ClosedCorrection>();
        var usable = await clips.BringAsync(
            marks, Directory.CreateDirectory(Path.Combine(folder.Path, "clips")).FullName, setAside, cancellationToken)
            .ConfigureAwait(false);
        var version = usable.Count == 0
            ? newest with { Existed = true }
            : await StoreAsync(newest.Row, usable, folder.Path, counts, cancellationToken).ConfigureAwait(false);
        await corrections.CloseAsync(
            [.. setAside, .. usable.Select(clip => new ClosedCorrection(
                clip.Mark, CorrectionState.Taken, "", version.Row.Version, clip.File.Sha256))],
            CancellationToken.None).ConfigureAwait(false);
        Tell(name, version, usable.Count, setAside);
        return new CorrectedVersion(version, usable.Count, setAside);
    }

    private async Task<StoredVersion> NewestAsync(string name, CancellationToken cancellationToken)
    {
        var newest = await versions.FindAsync(name, 0, cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("data set", name);
        return newest.Row.Task == ModelTask.KeywordSpotting
            ? newest
            : throw new InvalidRequestException("data_set", name, "a data set of recordings; this one is of photos");
    }

    private async Task<StoredVersion> StoreAsync(
        DataSetRow newest, IReadOnlyList<CorrectedClip> usable, string folder, ImportCounts counts,
        CancellationToken cancellationToken)
    {
        var earlier = await BringAsync(newest, Path.Combine(folder, "earlier"), counts, cancellationToken)
            .ConfigureAwait(false);
        var files = CorrectedFiles.Merge(earlier, usable);
        CorrectedFiles.Check(files, counts.Faults);
        counts.Faults.ThrowIfAny();
        var stored = StoredPaths.Assign(files, newest.Task);
        return await store.StoreAsync(
            new DataSetDraft(newest.Name, newest.Task, StoredPaths.Hash(stored), stored), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<PlacedFile>> BringAsync(
        DataSetRow version, string folder, ImportCounts counts, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var entries = await database.DataSetFiles.AsNoTracking()
            .Where(file => file.DataSet == version.Name && file.Version == version.Version)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(
            entries,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (entry, token) =>
            {
                var path = Path.Combine(folder, entry.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await using var from = await objects.OpenAsync(
                    new ObjectKey($"{version.Prefix}/{entry.Path}"), token).ConfigureAwait(false);
                await using var to = File.Create(path);
                await from.CopyToAsync(to, token).ConfigureAwait(false);
                counts.AddFile();
            }).ConfigureAwait(false);
        return [.. entries.Select(entry => new PlacedFile(
            new SourceFile(entry.Path, Path.Combine(folder, entry.Path), entry.Bytes),
            entry.Split, entry.Label, entry.Source) { Sha256 = entry.Sha256 })];
    }

    private void Tell(string name, StoredVersion version, int taken, IReadOnlyList<ClosedCorrection> setAside)
    {
        TrainingLog.DataSetCorrected(logger, name, version.Row.Version, taken, setAside.Count);
        metrics.Corrected("taken", taken);
        foreach (var closed in setAside)
        {
            metrics.Corrected(closed.State.ToString().ToLowerInvariant(), 1);
            TrainingLog.CorrectionSetAside(logger, name, closed.Mark.Key, closed.Mark.Label, closed.Reason);
        }
    }
}
