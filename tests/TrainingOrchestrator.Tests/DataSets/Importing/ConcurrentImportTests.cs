using System.Runtime.CompilerServices;
using Kws.ServiceDefaults.Errors;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Tests.Database;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Tests.DataSets.Importing;

/// <summary>Imports that meet, fail, are given up or killed.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ConcurrentImportTests(SharedPostgres server)
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Imports_OfOneNameOnTwoReplicas_TakeOneNumberEach(bool onPostgres)
    {
        using var folder = new TemporaryFolder();
        using var bench = ImportBench.On(await DatabaseAsync(onPostgres, folder));
        using var other = bench.OtherReplica();
        var more = TestClips.Words();
        more["yes/ab0_nohash_9.wav"] = TestClips.Wav(800);

        var versions = await Task.WhenAll(
            bench.ImportAsync(TestClips.Words()), other.ImportAsync(more),
            bench.ImportAsync(TestClips.Words()), other.ImportAsync(more));

        Assert.Equal([1, 2], versions.Select(version => version.Row.Version).Distinct().Order());
        Assert.Equal(2, versions.Count(version => version.Existed));
        Assert.Equal(versions[0].Row.ContentSha256, versions[2].Row.ContentSha256);
        Assert.Equal(41, (await bench.KeysAsync()).Length);
        await using var database = bench.Databases.Open();
        Assert.Empty(database.Leases);
        Assert.Equal(41, await database.DataSetFiles.CountAsync());
    }

    [Fact]
    public async Task Import_WhenTheStoreFails_LeavesNothing()
    {
        using var objects = new TemporaryFolder();
        var store = new FailingStore(new DirectoryObjectStore(objects["objects"]), failAt: 10);
        using var bench = await ImportBench.SqliteAsync(store: store);

        await Assert.ThrowsAsync<ObjectStoreException>(() => bench.ImportAsync(TestClips.Words()));

        Assert.True(store.Puts >= 10);
        await bench.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Import_GivenUpWhileItIsStored_LeavesNothing()
    {
        using var objects = new TemporaryFolder();
        using var giveUp = new CancellationTokenSource();
        var store = new FailingStore(
            new DirectoryObjectStore(objects["objects"]), failAt: int.MaxValue, onPut: number =>
            {
                if (number == 10)
                    giveUp.Cancel();
            });
        using var bench = await ImportBench.SqliteAsync(store: store);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => bench.ImportAsync(TestArchive.Tar(TestClips.Words()), cancellationToken: giveUp.Token));

        await bench.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Sweep_AfterAKilledImport_RemovesItsFilesAndObjects_AndNoOther()
    {
        using var bench = await ImportBench.SqliteAsync();
        var version = await bench.ImportAsync(TestClips.Words());
        var kept = await bench.KeysAsync();
        // What a process leaves that was killed between its objects and its rows.
        await bench.Store.PutAsync(new ObjectKey("datasets/words/0123/train/yes/a.wav"), new MemoryStream([1]));
        await using (var database = bench.Databases.Open())
        {
            database.Leases.Add(Lease("import:datasets/words/0123", TimeSpan.FromMinutes(-1)));
            database.Leases.Add(Lease($"import:{version.Row.Prefix}", TimeSpan.FromMinutes(-1)));
            database.Leases.Add(Lease("import:datasets/words/4567", TimeSpan.FromMinutes(1)));
            await database.SaveChangesAsync();
        }

        await bench.Store.PutAsync(new ObjectKey("datasets/words/4567/train/yes/a.wav"), new MemoryStream([1]));
        Directory.CreateDirectory(Path.Combine(bench.WorkFolder, "left"));
        await File.WriteAllTextAsync(Path.Combine(bench.WorkFolder, "left.lock"), "");
        using var inUse = bench.Folders.Create();

        await bench.Sweep.SweepAsync(default).WithTimeout();

        var left = await bench.KeysAsync();
        Assert.Equal([.. kept.Append("datasets/words/4567/train/yes/a.wav").Order(StringComparer.Ordinal)], left);
        Assert.Equal([inUse.Path], Directory.GetDirectories(bench.WorkFolder));
        await using var after = bench.Databases.Open();
        Assert.Equal("import:datasets/words/4567", (await after.Leases.SingleAsync()).Name);
    }

    [Fact]
    public async Task Import_BeyondThoseAllowedAtOnce_IsRefused()
    {
        using var bench = await ImportBench.SqliteAsync(options => options.AtOnce = 1);
        var pipe = new System.IO.Pipelines.Pipe();
        var source = new TrainingOrchestrator.DataSets.Archives.ArchiveSource(
            _ => Task.FromResult(pipe.Reader.AsStream()), null, bench.Options.Limits);
        var first = bench.Import.ImportAsync(
            new("words", Kws.Models.ModelTask.KeywordSpotting, source, 0), new(), default);

        await Assert.ThrowsAsync<LimitExceededException>(() => bench.ImportAsync(TestClips.Words()));

        await pipe.Writer.WriteAsync(TestArchive.Tar(TestClips.Words()));
        await pipe.Writer.CompleteAsync();
        Assert.Equal(1, (await first.WithTimeout()).Row.Version);
    }

    private async Task<TestDatabase> DatabaseAsync(bool onPostgres, TemporaryFolder folder) =>
        onPostgres ? await TestDatabase.PostgresAsync(server) : await TestDatabase.SqliteAsync(folder);

    private static LeaseRow Lease(string name, TimeSpan left) => new()
    {
        Name = name,
        Owner = "killed",
        Until = TimeProvider.System.GetUtcNow() + left,
    };

    /// <summary>A store that fails from one of its writes on.</summary>
    private sealed class FailingStore(IObjectStore inner, int failAt, Action<int>? onPut = null) : IObjectStore
    {
        private int _puts;

        public int Puts => _puts;

        public string Location => inner.Location;

        public Task PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken = default)
        {
            var number = Interlocked.Increment(ref _puts);
            onPut?.Invoke(number);
            return number < failAt
                ? inner.PutAsync(key, content, cancellationToken)
                : throw new ObjectStoreException($"store '{key}'", Location, new IOException("disk full"));
        }

        public Task<Stream> OpenAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
            inner.OpenAsync(key, cancellationToken);

        public Task<StoredObject?> FindAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
            inner.FindAsync(key, cancellationToken);

        public async IAsyncEnumerable<StoredObject> ListAsync(
            string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var stored in inner.ListAsync(prefix, cancellationToken))
                yield return stored;
        }

        public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
            inner.DeleteAsync(key, cancellationToken);
    }
}
