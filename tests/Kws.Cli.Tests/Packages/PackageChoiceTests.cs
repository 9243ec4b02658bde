using Kws.Cli.CommandLine;
using Kws.Cli.Packages;
using Kws.Models;
using Kws.TestSupport.Models;

namespace Kws.Cli.Tests.Packages;

public sealed class PackageChoiceTests : IDisposable
{
    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void Load_ByFolder_IsThatPackage()
    {
        var folder = TinyKeywordModel.WritePackage(_models.Path);

        Assert.Equal("tiny", PackageChoice.Load(folder, root: null).Manifest.Name);
    }

    [Theory]
    [InlineData(null, ModelTask.KeywordSpotting)]
    [InlineData(ModelTask.SignLetters, ModelTask.SignLetters)]
    public void Load_ByNameThatBothTasksHave_IsThatOfTheTaskAskedForElseOfKeywords(ModelTask? asked, ModelTask expected)
    {
        TinyKeywordModel.WritePackage(_models.Path);
        TinySignModel.WritePackage(_models.Path);

        Assert.Equal(expected, PackageChoice.Load("tiny", _models.Path, asked).Manifest.Task);
    }

    [Fact]
    public void Load_ByNameThatOnlyTheOtherTaskHas_IsFound()
    {
        TinySignModel.WritePackage(_models.Path);

        Assert.Equal(ModelTask.SignLetters, PackageChoice.Load("tiny", _models.Path).Manifest.Task);
        Assert.Throws<BadInputException>(() => PackageChoice.Load("tiny", _models.Path, ModelTask.KeywordSpotting));
    }

    [Fact]
    public void Load_NameThatIsNone_IsRefusedByName()
    {
        TinyKeywordModel.WritePackage(_models.Path);

        var refused = Assert.Throws<BadInputException>(() => PackageChoice.Load("nowhere", _models.Path));

        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FaultyPackage_IsRefusedWithItsFaults()
    {
        var folder = TinyKeywordModel.WritePackage(_models.Path, change: manifest => manifest["name"] = "");

        var refused = Assert.Throws<BadInputException>(() => PackageChoice.Load(folder, root: null));

        Assert.Contains("name", refused.Message, StringComparison.Ordinal);
    }
}
