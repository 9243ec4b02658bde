using Kws.Database;
using Kws.Models;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets.Archives;
using Kws.TrainingOrchestrator.DataSets.Importing;
using Kws.TrainingOrchestrator.DataSets.Storing;
using Kws.TrainingOrchestrator.Tests.Database;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kws.TrainingOrchestrator.Tests.DataSets;

/// <summary>Imports with a real database and a real folder for a store.</summary>
internal sealed class ImportBench : IDisposable
{
    private readonly TemporaryFolder _folder;

    private ImportBench(
        IDatabases<TrainingDatabase> databases, TemporaryFolder folder, Action<ImportOptions>? change,
        IObjectStore? store)
    {
        (_folder, Databases) = (folder, databases);
        Store = store ?? new DirectoryObjectStore(StoreFolder);
        Options = new ImportOptions { WorkFolder = WorkFolder, Root = Directory.CreateDirectory(Root).FullName };
        change?.Invoke(Options);
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        Folders = new ImportFolders(options);
        var objects = new VersionObjects(databases, Store);
        var replica = new Replica();
        Versions = new DataSetVersions(databases);
        Import = new DataSetImport(Folders, new FileCheck(options),
            new DataSetStore(databases, Store, objects, replica, TimeProvider.System,
                NullLogger<DataSetStore>.Instance),
            options, NullLogger<DataSetImport>.Instance);
        Sweep = new ImportSweep(Folders, databases, objects, replica, TimeProvider.System,
            NullLogger<ImportSweep>.Instance);
    }

    public IDatabases<TrainingDatabase> Databases { get; }

    public IObjectStore Store { get; }

    public ImportOptions Options { get; }

    public DataSetImport Import { get; }

    public DataSetVersions Versions { get; }

    public ImportFolders Folders { get; }

    public ImportSweep Sweep { get; }

    /// <summary>The folder of the objects.</summary>
    public string StoreFolder => _folder["store"];

    /// <summary>The folder of what is unpacked.</summary>
    public string WorkFolder => _folder["work"];

    /// <summary>Below which folders may be imported.</summary>
    public string Root => _folder["root"];

    public static async Task<ImportBench> SqliteAsync(Action<ImportOptions>? change = null, IObjectStore? store = null)
    {
        var folder = new TemporaryFolder();
        return new ImportBench(await TestDatabase.SqliteAsync(folder), folder, change, store);
    }

    /// <summary>Another replica at the same database and store.</summary>
    public ImportBench OtherReplica() => new(Databases, new TemporaryFolder(), null, Store);

    public static ImportBench On(IDatabases<TrainingDatabase> databases) =>
        new(databases, new TemporaryFolder(), null, null);

    /// <summary>Imports an archive.</summary>
    public Task<StoredVersion> ImportAsync(
        byte[] archive, ModelTask task = ModelTask.KeywordSpotting, string name = "words", double share = 0,
        CancellationToken cancellationToken = default) =>
        Import.ImportAsync(
            new ImportRequest(name, task, new ArchiveSource(
                _ => Task.FromResult<Stream>(new MemoryStream(archive)), null, Options.Limits), share),
            new ImportCounts(), cancellationToken).WithTimeout();

    /// <summary>Imports files.</summary>
    public Task<StoredVersion> ImportAsync(
        IEnumerable<KeyValuePair<string, byte[]>> files, ModelTask task = ModelTask.KeywordSpotting,
        string name = "words", double share = 0) =>
        ImportAsync(TestArchive.Tar(files), task, name, share);

    /// <summary>The refusal of files.</summary>
    public Task<DataSetRefusedException> RefusalAsync(
        IEnumerable<KeyValuePair<string, byte[]>> files, ModelTask task = ModelTask.KeywordSpotting) =>
        Assert.ThrowsAsync<DataSetRefusedException>(() => ImportAsync(files, task));

    /// <summary>The keys of all objects.</summary>
    public async Task<string[]> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var stored in Store.ListAsync(""))
            keys.Add(stored.Key.Value);
        return [.. keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Fails unless nothing is left of an import: no objects, no rows, no temporary files.</summary>
    public async Task AssertNothingLeftAsync()
    {
        Assert.Empty(await KeysAsync());
        Assert.Empty(await Versions.ListAsync("", default).WithTimeout());
        Assert.True(!Directory.Exists(WorkFolder) || !Directory.EnumerateFileSystemEntries(WorkFolder).Any());
        await using var database = Databases.Open();
        Assert.Empty(database.Leases);
    }

    public void Dispose() => _folder.Dispose();
}
