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
        Assert.Equal(first, source.Candidates()[0].Folder);
        var changed = source.ChangedAsync(CancellationToken.None);
        Assert.False(changed.IsCompleted);
        var second = TinySignModel.WritePackage(_folder.Path, version: "1.0.1");
        await changed.WithTimeout();
        Assert.Equal(second, source.Candidates()[0].Folder);
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
        source.Candidates();
        var second = TinySignModel.WritePackage(_folder.Path, version: "1.0.1");
        await source.ChangedAsync(CancellationToken.None).WithTimeout();
        Assert.Equal(second, source.Candidates()[0].Folder);
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

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("manifest.json")]
    [InlineData("labels/extra.txt")]
    public async Task Changed_WhenAnyFileOfAPackageComesLast_Completes(string last)
    {
        var folder = TinySignModel.WritePackage(_folder.Path);
        var late = Path.Combine(folder, last);
        var content = File.Exists(late) ? File.ReadAllBytes(late) : [1];
        if (File.Exists(late))
            File.Delete(late);
        var source = Watched();
        var before = source.Candidates();
        var changed = source.ChangedAsync(CancellationToken.None);
        Directory.CreateDirectory(Path.GetDirectoryName(late)!);
        File.WriteAllBytes(late, content);
        // As tools do that keep times.
        File.SetLastWriteTimeUtc(late, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await changed.WithTimeout();
        Assert.NotEqual(before, source.Candidates());
    }

    [Fact]
    public async Task Changed_WhenALinkedVolumeIsExchanged_Completes()
    {
        var folder = TinySignModel.WritePackage(_folder.Path);
        LinkedVolume.Make(folder, "..2026_01_01");
        var source = Watched();
        source.Candidates();
        var changed = source.ChangedAsync(CancellationToken.None);
        LinkedVolume.Exchange(folder, "..2026_01_01", "..2026_01_02");
        await changed.WithTimeout();
    }

    [Fact]
    public void Candidates_OfSeveralVersions_BeginWithTheHighest()
    {
        foreach (var version in (string[])["1.0.0", "1.10.0", "1.9.0"])
            TinySignModel.WritePackage(_folder.Path, version: version);
        Assert.Equal(["1.10.0", "1.9.0", "1.0.0"],
            Watched().Candidates().Select(candidate => Path.GetFileName(candidate.Folder)));
    }

    private FolderModelSource Watched() => new(
        new ModelChoice(ModelTask.SignLetters, _folder.Path, "tiny", null, TimeSpan.FromMilliseconds(20)),
        TimeProvider.System);
}
