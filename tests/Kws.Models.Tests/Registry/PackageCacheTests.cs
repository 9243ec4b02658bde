using System.Security.Cryptography;
using Kws.Contracts.Registry;
using Kws.Storage;

namespace Kws.Models.Tests.Registry;

/// <summary>A cache that processes share.</summary>
public sealed class PackageCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DirectoryObjectStore _store;

    public PackageCacheTests() => _store = new DirectoryObjectStore(_folder["store"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bring_ByTwoAtOnce_TheSecondLeavesTheFirstsCopyAlone()
    {
        var wanted = await PublishAsync();
        var slow = new UnreliableStore(_store);
        using var first = new ManualResetEventSlim();
        slow.Spoil = (_, content) =>
        {
            first.Wait();
            return content;
        };
        var second = Task.Run(() => CacheOn(slow).BringAsync(wanted, CancellationToken.None));
        await Eventually.BeAsync(() => slow.Opened > 0);

        var folder = await CacheOn(_store).BringAsync(wanted, CancellationToken.None).WithTimeout();
        // Whoever brought it may be reading it: it must stay the same folder.
        await File.WriteAllTextAsync(Path.Combine(folder, "mark"), "").WithTimeout();
        first.Set();
        var other = await second.WithTimeout();

        Assert.True(File.Exists(Path.Combine(folder, "mark")));
        Assert.True(PackageDownload.IsWhole(folder, wanted.ManifestSha256));
        Assert.True(PackageDownload.IsWhole(other, wanted.ManifestSha256));
    }

    [Fact]
    public async Task Bring_CopyThatIsNotWhole_IsFetchedAnew()
    {
        var wanted = await PublishAsync();
        var folder = await CacheOn(_store).BringAsync(wanted, CancellationToken.None).WithTimeout();
        File.Delete(Path.Combine(folder, "model.onnx"));

        var again = await CacheOn(_store).BringAsync(wanted, CancellationToken.None).WithTimeout();

        Assert.True(PackageDownload.IsWhole(again, wanted.ManifestSha256));
        Assert.False(Directory.Exists(folder));
    }

    private PackageCache CacheOn(IObjectStore store) => new(_folder["cache"], () => store, TimeProvider.System);

    private async Task<WantedModel> PublishAsync()
    {
        var package = TinySignModel.WritePackage(_folder["made"]);
        foreach (var file in Directory.EnumerateFiles(package))
        {
            await using var content = File.OpenRead(file);
            await _store.PutAsync(new ObjectKey($"package/{Path.GetFileName(file)}"), content).WithTimeout();
        }

        var manifest = await File.ReadAllBytesAsync(Path.Combine(package, "manifest.json")).WithTimeout();
        return new WantedModel(
            "tiny", "1.0.0", "package", Convert.ToHexStringLower(SHA256.HashData(manifest)), "promotion");
    }
}
