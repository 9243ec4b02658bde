namespace Kws.Storage.Tests.S3;

/// <summary>The suite against a server that checks every signature.</summary>
public sealed class S3ObjectStoreTests : AtomicObjectStoreSuite, IAsyncLifetime
{
    private StrictS3Server _server = null!;

    public async Task InitializeAsync() => _server = await StrictS3Server.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task PutAsync_WrongSecret_IsRefusedSayingWhy()
    {
        var store = Store(secretKey: "another");

        var error = await Assert.ThrowsAsync<ObjectStoreException>(() => PutAsync(store, "a", [1])).WithTimeout();

        Assert.Contains("cannot store 'a': the signature is another", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NoSuchBucket_IsNoMissingObject()
    {
        var store = Store(bucket: "other-bucket");

        await Assert.ThrowsAsync<ObjectStoreException>(() => store.OpenAsync(new ObjectKey("a"))).WithTimeout();
    }

    [Fact]
    public async Task PutAsync_ServerHiccups_TriesAgain()
    {
        var store = Store();
        _server.Hiccups = 2;

        await PutAsync(store, "a", [1, 2, 3]);

        Assert.Equal([1, 2, 3], await ReadAsync(store, "a"));
        Assert.True(_server.Requests >= 4);
    }

    [Fact]
    public async Task ListAsync_WithPrefix_ShowsOnlyWhatIsBelowIt()
    {
        var (all, below) = (Store(), Store(prefix: "kws/prod"));
        await PutAsync(all, "kws/prod_not/x", [1]);
        await PutAsync(below, "a/b", [1]);

        Assert.Equal(["a/b"], await ListAsync(below, ""));
        Assert.Equal(["kws/prod/a/b", "kws/prod_not/x"], await ListAsync(all, ""));
    }

    protected override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(Store());

    private S3ObjectStore Store(
        string bucket = StrictS3Server.Bucket,
        string prefix = "",
        string secretKey = StrictS3Server.SecretKey) => new(new S3ObjectStoreOptions
        {
            Bucket = bucket,
            Prefix = prefix,
            Endpoint = _server.Address,
            Region = StrictS3Server.Region,
            AccessKey = StrictS3Server.AccessKey,
            SecretKey = secretKey,
        });
}
