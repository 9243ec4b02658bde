namespace Kws.Storage.Tests;

/// <summary>For stores whose server replaces an object in one step, as S3 does.</summary>
public abstract class AtomicObjectStoreSuite : ObjectStoreSuite
{
    [SkippableFact]
    public async Task PutAsync_WhileOthersRead_ShowsOldOrNewButNeverParts()
    {
        var store = await OpenAsync();
        var versions = Enumerable.Range(0, 4).Select(v => Enumerable.Repeat((byte)v, 50_000).ToArray()).ToArray();
        await PutAsync(store, "k", versions[0]);

        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                await PutAsync(store, "k", versions[i % 4]);
        });
        while (!writing.IsCompleted)
        {
            var read = await ReadAsync(store, "k");
            Assert.Equal(50_000, read.Length);
            Assert.Single(read.Distinct());
        }

        await writing.WithTimeout();
    }
}
