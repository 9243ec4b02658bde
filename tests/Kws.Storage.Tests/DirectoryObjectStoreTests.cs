namespace Kws.Storage.Tests;

public sealed class DirectoryObjectStoreTests : AtomicObjectStoreSuite, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kws-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Open_AfterACrashMidWrite_ShowsNothingOfItAndForgetsItAfterADay()
    {
        var draft = Path.Combine(_folder, ".incoming", "half");
        Directory.CreateDirectory(Path.GetDirectoryName(draft)!);
        await File.WriteAllTextAsync(draft, "half a fi");

        var store = new DirectoryObjectStore(_folder);
        Assert.Empty(await ListAsync(store, ""));
        Assert.True(File.Exists(draft));

        File.SetLastWriteTimeUtc(draft, DateTime.UtcNow.AddDays(-2));
        _ = new DirectoryObjectStore(_folder);
        Assert.False(File.Exists(draft));
    }

    [Fact]
    public async Task ListAsync_ForeignFiles_AreNotObjects()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, ".hidden"), "");
        await File.WriteAllTextAsync(Path.Combine(_folder, "has space.txt"), "");

        Assert.Empty(await ListAsync(new DirectoryObjectStore(_folder), ""));
    }

    [Fact]
    public async Task PutAsync_BelowAnObject_IsRefusedSayingWhere()
    {
        var store = new DirectoryObjectStore(_folder);
        await PutAsync(store, "a", [1]);

        var error = await Assert.ThrowsAsync<ObjectStoreException>(() => PutAsync(store, "a/b", [2])).WithTimeout();

        Assert.StartsWith($"directory {_folder}: cannot store 'a/b'", error.Message, StringComparison.Ordinal);
        Assert.Equal([1], await ReadAsync(store, "a"));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, ".incoming")));
    }

    protected override Task<IObjectStore> OpenAsync() =>
        Task.FromResult<IObjectStore>(new DirectoryObjectStore(_folder));
}
