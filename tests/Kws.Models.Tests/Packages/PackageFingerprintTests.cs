namespace Kws.Models.Tests.Packages;

/// <summary>What makes a package another one to the source that watches it, and what does not.</summary>
public sealed class PackageFingerprintTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _package;

    public PackageFingerprintTests() => _package = TinySignModel.WritePackage(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fingerprint_LookedAtTwice_IsTheSame() => Assert.Equal(Fingerprint(), Fingerprint());

    [Fact]
    public void Fingerprint_ReadingAFile_ChangesNothing()
    {
        var before = Fingerprint();

        ModelPackage.Load(_package);

        Assert.Equal(before, Fingerprint());
    }

    [Fact]
    public void Fingerprint_AnotherLengthAtTheSameTime_IsAnother()
    {
        var manifest = Path.Combine(_package, "manifest.json");
        var time = File.GetLastWriteTimeUtc(manifest);
        var before = Fingerprint();

        File.AppendAllText(manifest, " ");
        File.SetLastWriteTimeUtc(manifest, time);

        Assert.NotEqual(before, Fingerprint());
    }

    [Fact]
    public void Fingerprint_AnotherTimeAtTheSameLength_IsAnother()
    {
        var model = Path.Combine(_package, "model.onnx");
        var before = Fingerprint();

        File.SetLastWriteTimeUtc(model, File.GetLastWriteTimeUtc(model).AddSeconds(-1));

        Assert.NotEqual(before, Fingerprint());
    }

    [Fact]
    public void Fingerprint_AFileMoreOrLess_IsAnotherAndComesBack()
    {
        var before = Fingerprint();
        var time = Directory.GetLastWriteTimeUtc(_package);

        File.WriteAllText(Path.Combine(_package, ".hidden"), "");
        Assert.NotEqual(before, Fingerprint());

        File.Delete(Path.Combine(_package, ".hidden"));
        Directory.SetLastWriteTimeUtc(_package, time);
        Assert.Equal(before, Fingerprint());
    }

    [Fact]
    public void Fingerprint_AFileRenamed_IsAnother()
    {
        File.WriteAllText(Path.Combine(_package, "a.txt"), "");
        var before = Fingerprint();

        File.Move(Path.Combine(_package, "a.txt"), Path.Combine(_package, "b.txt"));

        Assert.NotEqual(before, Fingerprint());
    }

    [Fact]
    public void Fingerprint_ALinkThatDangles_IsSomethingUntilItsFileComes()
    {
        File.CreateSymbolicLink(Path.Combine(_package, "extra.txt"), "../late.txt");
        var before = Fingerprint();

        File.WriteAllText(Path.Combine(Path.GetDirectoryName(_package)!, "late.txt"), "it came");

        Assert.NotEqual(before, Fingerprint());
    }

    [Fact]
    public void Fingerprint_AThousandStrayFiles_IsStillFound()
    {
        for (var i = 0; i < 1_000; i++)
            File.WriteAllText(Path.Combine(_package, $"{i}.tmp"), "");

        Assert.InRange(Fingerprint().Split('\n').Length, 100, 300);
    }

    [Fact]
    public void Candidates_OfAVersionThatIsNamed_AreThatAlone()
    {
        TinySignModel.WritePackage(_folder.Path, version: "2.0.0");

        Assert.Equal([_package], Source("1.0.0").Candidates().Select(candidate => candidate.Folder));
    }

    [Fact]
    public void Candidates_OfAFolderThatIsNoVersion_AreLeftOut()
    {
        Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_package)!, "next"));

        Assert.Equal([_package], Source(null).Candidates().Select(candidate => candidate.Folder));
    }

    [Fact]
    public void Candidates_OfAMissingModel_NameWhatThereIs()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => new FolderModelSource(
            new ModelChoice(ModelTask.SignLetters, _folder.Path, "large", null, TimeSpan.Zero), TimeProvider.System)
            .Candidates());

        Assert.Contains("no sign-letters model 'large'", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("there are: tiny", error.Message, StringComparison.Ordinal);
    }

    private string Fingerprint() => Source(null).Candidates()[0].Fingerprint;

    private FolderModelSource Source(string? version) => new(
        new ModelChoice(ModelTask.SignLetters, _folder.Path, "tiny", version, TimeSpan.Zero), TimeProvider.System);
}
