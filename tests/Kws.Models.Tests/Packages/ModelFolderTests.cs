namespace Kws.Models.Tests.Packages;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelFolder _models;

    public ModelFolderTests()
    {
        foreach (var version in new[] { "1.2.0", "1.10.0", "1.9.0" })
            TinyKeywordModel.WritePackage(_folder.Path, "small", version);
        Directory.CreateDirectory(_folder["keyword-spotting", "small", "2.0.0.part"]);
        _models = new ModelFolder(_folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_WithoutAVersion_TakesTheHighestNumber() =>
        Assert.Equal(_folder["keyword-spotting", "small", "1.10.0"], _models.Find(ModelTask.KeywordSpotting, "small"));

    [Fact]
    public void Find_WithAVersion_TakesIt() =>
        Assert.Equal(_folder["keyword-spotting", "small", "1.2.0"],
            _models.Find(ModelTask.KeywordSpotting, "small", "1.2.0"));

    [Fact]
    public void Find_OfAnUnknownModel_NamesWhatThereIs()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => _models.Find(ModelTask.KeywordSpotting, "large"));
        Assert.Contains("there are: small", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../small")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\\b")]
    public void Find_WithANameThatLeadsOutside_Throws(string name) =>
        Assert.Throws<ArgumentException>(() => _models.Find(ModelTask.KeywordSpotting, name));

    [Fact]
    public void Names_OfATaskWithoutModels_AreNone() => Assert.Empty(_models.Names(ModelTask.SignLetters));

    [Fact]
    public void Folder_ThatDoesNotExist_Throws() =>
        Assert.Throws<DirectoryNotFoundException>(() => new ModelFolder(_folder["none"]));
}
