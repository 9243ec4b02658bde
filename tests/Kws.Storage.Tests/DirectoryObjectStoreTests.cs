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

    [SkippableFact]
    public async Task PutAsync_OnUnix_IsReadableByItsOwnAccountAlone()
    {
        if (OperatingSystem.IsWindows())
            throw new SkipException("rights are Unix's");
        await PutAsync(new DirectoryObjectStore(Path.Combine(_folder, "new")), "a/b", [1]);

        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(Own, File.GetUnixFileMode(Path.Combine(_folder, "new/a/b")));
        Assert.Equal(Own | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder, "new/a")));
        Assert.Equal(Own | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder, "new")));
    }

    [Fact]
    public async Task ListAsync_Links_AreFollowedOnceAndNeverBackInside()
    {
        var elsewhere = Directory.CreateTempSubdirectory("kws-elsewhere-");
        try
        {
            var store = new DirectoryObjectStore(_folder);
            await PutAsync(store, "r/a", [1]);
            Directory.CreateSymbolicLink(Path.Combine(_folder, "r", "up"), "../..");
            Directory.CreateSymbolicLink(Path.Combine(_folder, "r", "self"), ".");
            Directory.CreateSymbolicLink(Path.Combine(_folder, "gone"), "nowhere");
            File.WriteAllBytes(Path.Combine(elsewhere.FullName, "b"), [2]);
            Directory.CreateSymbolicLink(Path.Combine(elsewhere.FullName, "back"), _folder);
            Directory.CreateSymbolicLink(Path.Combine(_folder, "disk"), elsewhere.FullName);

            Assert.Equal(["disk/b", "r/a"], (await ListAsync(store, "")).Order(StringComparer.Ordinal));
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    protected override Task<IObjectStore> OpenAsync() =>
        Task.FromResult<IObjectStore>(new DirectoryObjectStore(_folder));
}
