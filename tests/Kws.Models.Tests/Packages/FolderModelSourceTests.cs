namespace Kws.Models.Tests.Packages;

public sealed class FolderModelSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Changed_WhenAHigherVersionComes_Completes()
    {
        var first = TinySignModel.WritePackage(_folder.Path);
        var source =
            new FolderModelSource(
                new ModelChoice(ModelTask.SignLetters, _folder.Path, "tiny", null, TimeSpan.FromMilliseconds(20)),
                TimeProvider.System);
        Assert.Equal(first, source.Current());
        var changed = source.ChangedAsync(CancellationToken.None);
        Assert.False(changed.IsCompleted);
        var second = TinySignModel.WritePackage(_folder.Path, version: "1.0.1");
        await changed.WithTimeout();
        Assert.Equal(second, source.Current());
    }

    // Loading a package takes time; a version that comes meanwhile must not be overlooked.
    [Fact]
    public async Task Changed_WhenTheVersionCameBeforeItWasAskedFor_Completes()
    {
        TinySignModel.WritePackage(_folder.Path);
        var source =
            new FolderModelSource(
                new ModelChoice(ModelTask.SignLetters, _folder.Path, "tiny", null, TimeSpan.FromMilliseconds(20)),
                TimeProvider.System);
        source.Current();
        var second = TinySignModel.WritePackage(_folder.Path, version: "1.0.1");
        await source.ChangedAsync(CancellationToken.None).WithTimeout();
        Assert.Equal(second, source.Current());
    }

    [Fact]
    public async Task Changed_WithoutWatch_WaitsUntilCancelled()
    {
        TinySignModel.WritePackage(_folder.Path);
        var source =
            new FolderModelSource(
                new ModelChoice(ModelTask.SignLetters, _folder.Path, "tiny", null, TimeSpan.Zero),
                TimeProvider.System);
        using var cancellation = new CancellationTokenSource();
        var changed = source.ChangedAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => changed).WithTimeout();
    }
}
