namespace Kws.Storage.Tests.S3;

/// <summary>The suite against an independent S3 server, which empties an object before it writes it again.</summary>
public sealed class S3rverObjectStoreTests : ObjectStoreSuite, IAsyncLifetime
{
    private readonly S3rverProcess _server = new();

    // It walks folders: "r/..." comes before "r.txt".
    protected override bool ServerListsInOrder => false;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    protected override async Task<IObjectStore> OpenAsync()
    {
        await _server.StartAsync();
        return new S3ObjectStore(new S3ObjectStoreOptions
        {
            Bucket = S3rverProcess.Bucket,
            Endpoint = _server.Address,
            AccessKey = S3rverProcess.Key,
            SecretKey = S3rverProcess.Key,
        });
    }
}
