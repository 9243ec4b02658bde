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
