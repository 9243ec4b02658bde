using Kws.Models;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.DataSets.Storing;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.DataSets.Importing;

/// <summary>What is to be imported.</summary>
/// <param name="Name">Of the data set.</param>
/// <param name="Task">What it is for.</param>
/// <param name="Source">Where its files come from.</param>
/// <param name="ValidationShare">Of the speakers or sources where splits are not stated; 0: the default.</param>
internal sealed record ImportRequest(string Name, ModelTask Task, IImportSource Source, double ValidationShare);

/// <summary>Makes versions of data sets out of folders and archives.</summary>
/// <remarks>files -> places -> checks -> splits -> paths and hash -> objects and rows. Nothing is stored before all
/// files have passed.</remarks>
internal sealed class DataSetImport(
    ImportFolders folders,
    FileCheck check,
    DataSetStore store,
    IOptions<ImportOptions> options,
    ILogger<DataSetImport> logger)
{
    private const int MostNoted = 5;
    private readonly ConcurrencyGate _gate = new("imports at once", options.Value.AtOnce);

    /// <exception cref="DataSetRefusedException">Files that cannot be used; each is named.</exception>
    /// <exception cref="InvalidRequestException">The name is that of a data set for another task.</exception>
    /// <exception cref="LimitExceededException">As many imports as allowed are on their way.</exception>
    public async Task<StoredVersion> ImportAsync(
        ImportRequest request, ImportCounts counts, CancellationToken cancellationToken)
    {
        using var place = _gate.Enter();
        await store.CheckTaskAsync(request.Name, request.Task, cancellationToken).ConfigureAwait(false);
        using var folder = folders.Create();
        var files = await request.Source.BringAsync(folder.Path, counts, cancellationToken).ConfigureAwait(false);
        var layout = new FolderLayout(request.Task);
        layout.Read(files, counts.Faults);
        Note(request.Name, "lie beside the data set and are left out", layout.LeftOut);
        var read = await check.ReadAsync(layout.Placed, request.Task, counts, cancellationToken).ConfigureAwait(false);
        var divided = Divide(request, layout, read, counts.Faults);
        counts.Faults.ThrowIfAny();
        var stored = StoredPaths.Assign(divided, request.Task);
        var draft = new DataSetDraft(request.Name, request.Task, StoredPaths.Hash(stored), stored);
        var version = await store.StoreAsync(draft, cancellationToken).ConfigureAwait(false);
        TrainingLog.DataSetImported(
            logger, request.Name, version.Row.Version, version.Row.Files, version.Existed ? "existed" : "new");
        return version;
    }

    private IReadOnlyList<PlacedFile> Divide(
        ImportRequest request, FolderLayout layout, IReadOnlyList<PlacedFile> files, DataSetFaults faults)
    {
        ContentRules.CheckLabels(files, faults);
        if (layout.StatesSplits)
            Note(request.Name, "are sources of both splits, as the folder states them",
                SpeakerSplit.Check(files, request.Task, faults));
        else
            files = SpeakerSplit.Divide(files, request.ValidationShare, faults);
        ContentRules.CheckSplits(files, faults);
        ContentRules.CheckContents(files, faults);
        return files;
    }

    private void Note(string dataSet, string what, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
            TrainingLog.ImportNoted(logger, dataSet, names.Count, what,
                string.Join(", ", names.Take(MostNoted).Select(name => Printable.Text(name))));
    }
}
