using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.CommandLine;

public sealed class InputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_Folder_GivesFilesOfTheKindNamedBelowIt()
    {
        Write("b.WAV", "sub/a.flac", "c.txt", "d.png");

        var found = InputFile.Find([_folder.Path], InputKind.Clips);

        Assert.Equal(["b.WAV", "sub/a.flac"], found.Select(file => file.Name));
        Assert.Equal([_folder["b.WAV"], _folder["sub", "a.flac"]], found.Select(file => file.Path));
    }

    [Theory]
    [InlineData("clips", "x1.wav", "x10.wav", "x2.wav")]
    [InlineData("pictures", "x1.png", "x2.png", "x10.png")]
    public void Find_Folder_OrdersAsTheKindDoes(string kind, params string[] ordered)
    {
        Write([.. ordered.Reverse()]);

        var found = InputFile.Find(
            [_folder.Path], kind == "clips" ? InputKind.Clips : InputKind.Pictures);

        Assert.Equal(ordered, found.Select(file => file.Name));
    }

    [Fact]
    public void Find_FilesThemselves_AreTakenWhateverTheirEndingInTheOrderGiven()
    {
        Write("b.dat", "a.wav");

        var found = InputFile.Find(
            [_folder["b.dat"], _folder["a.wav"], _folder["b.dat"]], InputKind.Clips);

        Assert.Equal(["b.dat", "a.wav", "b.dat"], found.Select(file => file.Name));
    }

    [Fact]
    public void Find_FolderFromAMac_LeavesOutFilesOfAttributes()
    {
        Write("a.jpg", "._a.jpg", "sub/b.JFIF", "sub/._b.JFIF", "c.jpe");

        Assert.Equal(["a.jpg", "c.jpe", "sub/b.JFIF"],
            InputFile.Find([_folder.Path], InputKind.Pictures).Select(file => file.Name));
    }

    [Fact]
    public void Find_FolderWithLinksInALoop_GivesEachFileOnce()
    {
        Write("sub/a.jpg", "b.jpg");
        Directory.CreateSymbolicLink(_folder["again"], _folder["sub"]);
        Directory.CreateSymbolicLink(_folder["sub", "up"], "..");

        Assert.Equal(["b.jpg", "sub/a.jpg"],
            InputFile.Find([_folder.Path], InputKind.Pictures).Select(file => file.Name));
        Assert.Equal(["a.jpg"], InputFile.Find([_folder["again"]], InputKind.Pictures)
            .Select(file => file.Name).Where(name => !name.StartsWith("up/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Endings_OfPictures_AreThoseOfTheTableInTheDocuments()
    {
        var rows = File.ReadLines(Repository.PathOf("docs", "images.md"))
            .Where(line => line.StartsWith("| JPEG |", StringComparison.Ordinal)
                || line.StartsWith("| PNG |", StringComparison.Ordinal));
        var endings = rows.SelectMany(row => row.Split('|')[2].Split(',', StringSplitOptions.TrimEntries))
            .Select(ending => ending.Trim('`'));

        Assert.Equal(endings, InputKind.Pictures.Endings);
    }

    [Fact]
    public void Find_Nothing_GivesNothing() => Assert.Empty(InputFile.Find([], InputKind.Pictures));

    [Fact]
    public void Find_PathThatIsNotThere_IsRefusedByName()
    {
        var refused = Assert.Throws<BadInputException>(() => InputFile.Find([_folder["nowhere"]], InputKind.Clips));

        Assert.Equal($"file: '{_folder["nowhere"]}' is not allowed; it must be an existing file or folder",
            refused.Message);
    }

    [Fact]
    public void Find_FolderWithoutTheKind_IsRefusedSayingWhatItMustHold()
    {
        Write("a.wav");

        var refused = Assert.Throws<BadInputException>(() => InputFile.Find([_folder.Path], InputKind.Pictures));

        Assert.Equal($"folder: '{_folder.Path}' is not allowed; it must hold JPEG or PNG files", refused.Message);
    }

    private void Write(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            File.WriteAllText(_folder[name], "");
        }
    }
}
