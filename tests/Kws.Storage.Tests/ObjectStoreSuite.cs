using System.Text;

namespace Kws.Storage.Tests;

/// <summary>What every object store must do; each store's test class runs all of it.</summary>
public abstract class ObjectStoreSuite
{
    /// <summary>The store under test, empty.</summary>
    protected abstract Task<IObjectStore> OpenAsync();

    /// <summary>Whether the server under the store lists keys in the order that S3 promises.</summary>
    protected virtual bool ServerListsInOrder => true;

    [SkippableFact]
    public async Task PutAsync_ThenOpen_GivesTheBytesBack()
    {
        var store = await OpenAsync();
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);

        await PutAsync(store, "models/keyword-spotting/small/1.0.0/model.onnx", bytes);

        Assert.Equal(bytes, await ReadAsync(store, "models/keyword-spotting/small/1.0.0/model.onnx"));
    }

    [SkippableFact]
    public async Task PutAsync_Empty_IsAnObjectOfNoBytes()
    {
        var store = await OpenAsync();

        await PutAsync(store, "empty", []);

        Assert.Empty(await ReadAsync(store, "empty"));
        Assert.Equal(0, (await store.FindAsync(new ObjectKey("empty")).WithTimeout())!.Bytes);
    }

    [SkippableFact]
    public async Task PutAsync_Again_Replaces()
    {
        var store = await OpenAsync();
        await PutAsync(store, "a/b", "the first, longer text"u8.ToArray());

        await PutAsync(store, "a/b", "second"u8.ToArray());

        Assert.Equal("second"u8.ToArray(), await ReadAsync(store, "a/b"));
        Assert.Single(await ListAsync(store, ""));
    }

    [SkippableFact]
    public async Task PutAsync_StreamThatCannotSeek_IsStoredFromItsPosition()
    {
        var store = await OpenAsync();
        await using var content = new ForwardOnlyStream(Encoding.UTF8.GetBytes("skipped, then stored"));
        content.ReadExactly(new byte["skipped, ".Length]);

        await store.PutAsync(new ObjectKey("text"), content).WithTimeout();

        Assert.Equal("then stored", Encoding.UTF8.GetString(await ReadAsync(store, "text")));
    }

    [SkippableFact]
    public async Task PutAsync_SourceBreaks_StoresNothing()
    {
        var store = await OpenAsync();
        await using var content = new ForwardOnlyStream(new byte[200_000]) { FailsAt = 100_000 };

        await Assert.ThrowsAnyAsync<Exception>(() => store.PutAsync(new ObjectKey("broken"), content)).WithTimeout();

        Assert.Null(await store.FindAsync(new ObjectKey("broken")).WithTimeout());
        Assert.Empty(await ListAsync(store, ""));
    }

    [SkippableFact]
    public async Task OpenAsync_NoSuchObject_IsNotFound()
    {
        var store = await OpenAsync();

        var error = await Assert.ThrowsAsync<ObjectNotFoundException>(() => store.OpenAsync(new ObjectKey("no/such")))
            .WithTimeout();

        Assert.Contains("'no/such'", error.Message, StringComparison.Ordinal);
        Assert.Null(await store.FindAsync(new ObjectKey("no/such")).WithTimeout());
    }

    [SkippableFact]
    public async Task ListAsync_Prefix_IsTextAndOrderedByKey()
    {
        var store = await OpenAsync();
        string[] keys =
            ["r/yes/2026-01-02/b.wav", "r/yes/2026-01-02/a.wav", "r/no/x+y=z@1.json", "r/yes_more/c", "r.txt", "q"];
        foreach (var key in keys)
            await PutAsync(store, key, Encoding.UTF8.GetBytes(key));

        var all = await ListAsync(store, "");
        Assert.Equal(keys.Order(StringComparer.Ordinal), ServerListsInOrder ? all : all.Order(StringComparer.Ordinal));
        Assert.Equal(["r/yes/2026-01-02/a.wav", "r/yes/2026-01-02/b.wav"], await ListAsync(store, "r/yes/"));
        Assert.Equal(["r/yes/2026-01-02/a.wav", "r/yes/2026-01-02/b.wav", "r/yes_more/c"],
            await ListAsync(store, "r/yes"));
        Assert.Empty(await ListAsync(store, "none/"));
        var found = (await store.FindAsync(new ObjectKey("r.txt")).WithTimeout())!;
        Assert.Equal(("r.txt", 5L), (found.Key.Value, found.Bytes));
        Assert.InRange(found.StoredAt, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
    }

    [SkippableFact]
    public async Task ListAsync_MoreThanAPage_GivesAll()
    {
        var store = await OpenAsync();
        var keys = Enumerable.Range(0, 25).Select(i => $"many/{i:000}").ToArray();
        foreach (var key in keys)
            await PutAsync(store, key, [1]);

        Assert.Equal(keys, await ListAsync(store, "many/"));
    }

    [SkippableFact]
    public async Task DeleteAsync_OnceAndTwice_LeavesNothing()
    {
        var store = await OpenAsync();
        await PutAsync(store, "a/b/c", [1]);

        await store.DeleteAsync(new ObjectKey("a/b/c")).WithTimeout();
        await store.DeleteAsync(new ObjectKey("a/b/c")).WithTimeout();

        Assert.Empty(await ListAsync(store, ""));
    }

    protected static Task PutAsync(IObjectStore store, string key, byte[] bytes) =>
        store.PutAsync(new ObjectKey(key), new MemoryStream(bytes)).WithTimeout();

    protected static async Task<byte[]> ReadAsync(IObjectStore store, string key)
    {
        await using var stream = await store.OpenAsync(new ObjectKey(key)).WithTimeout();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes).WithTimeout();
        return bytes.ToArray();
    }

    protected static async Task<List<string>> ListAsync(IObjectStore store, string prefix)
    {
        var keys = new List<string>();
        await foreach (var found in store.ListAsync(prefix))
            keys.Add(found.Key.Value);
        return keys;
    }
}
