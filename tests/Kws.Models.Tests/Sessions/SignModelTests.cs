using System.Text.Json.Nodes;

namespace Kws.Models.Tests.Sessions;

public sealed class SignModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SignModel _model;

    public SignModelTests() => _model = SignModel.Load(TinySignModel.WritePackage(_folder.Path));

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Run_OnEachLettersColour_GivesThatLetter()
    {
        Assert.Equal(3 * TinySignModel.Side * TinySignModel.Side, _model.ValuesPerImage);
        float[] images = [.. _model.Labels.SelectMany(Picture)];
        var posteriors = new float[_model.LabelCount * _model.LabelCount];
        _model.Run(images, _model.LabelCount, posteriors);
        for (var i = 0; i < _model.LabelCount; i++)
            Assert.True(posteriors[i * _model.LabelCount + i] > 0.99f, _model.Labels[i]);
    }

    [Fact]
    public void Run_OfAModelThatTellsHands_GivesThemForEachPicture()
    {
        using var model = SignModel.Load(
            TinySignModel.WritePackage(_folder.Path, "pointing", hand: [0.5f, -0.25f, 0.1f, 1]));
        float[] images = [.. Picture("A"), .. Picture("B")];
        var posteriors = new float[2 * model.LabelCount];
        var hands = new float[2 * SignModel.HandValues];

        model.Run(images, 2, posteriors, hands);

        Assert.True(model.TellsHands);
        Assert.Equal([0.5f, -0.25f, 0.1f, 1, 0.5f, -0.25f, 0.1f, 1], hands);
        Assert.True(posteriors[model.LabelCount + 1] > 0.99f);
        // Whoever does not ask for them need not.
        model.Run(images, 2, posteriors);
        Assert.Throws<ArgumentException>(() => model.Run(images, 2, posteriors, new float[3]));
    }

    [Fact]
    public void Run_OfAModelThatTellsNone_TakesNoRoomForThem()
    {
        Assert.False(_model.TellsHands);
        Assert.Throws<ArgumentException>(() => _model.Run(
            new float[_model.ValuesPerImage], 1, new float[_model.LabelCount], new float[SignModel.HandValues]));
    }

    [Theory]
    [InlineData("box", "float32", 4, "outputs[1] is 'box float32 [-1, 4]'")]
    [InlineData("hand", "float16", 4, "outputs[1] is 'hand float16 [-1, 4]'")]
    [InlineData("hand", "float32", 3, "outputs[1] is 'hand float32 [-1, 3]'")]
    public void Load_SecondOutputIsNoHand_IsRefused(string name, string type, int values, string fault)
    {
        var folder = TinySignModel.WritePackage(_folder.Path, "odd", change: manifest =>
            manifest["outputs"]!.AsArray().Add(new JsonObject
            {
                ["name"] = name,
                ["type"] = type,
                ["shape"] = new JsonArray(-1, values),
            }));

        var refused = Assert.Throws<InvalidModelPackageException>(() => SignModel.Load(folder));

        Assert.Contains(refused.Faults, told => told.StartsWith(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_ManifestPromisesAHandThatTheModelLacks_IsRefused()
    {
        var folder = TinySignModel.WritePackage(_folder.Path, "boasting", change: manifest =>
            manifest["outputs"]!.AsArray().Add(new JsonObject
            {
                ["name"] = "hand",
                ["type"] = "float32",
                ["shape"] = new JsonArray(-1, 4),
            }));

        var refused = Assert.Throws<InvalidModelPackageException>(() => SignModel.Load(folder));

        Assert.Contains(refused.Faults, told =>
            told.StartsWith("outputs[1].name is 'hand'; expected a tensor of the model", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_OfAKeywordPackage_IsRefused()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        Assert.Throws<InvalidModelPackageException>(() => SignModel.Load(folder));
    }

    private static IEnumerable<float> Picture(string label)
    {
        (var red, var green, var blue) = TinySignModel.ColourOf(label);
        return new[] { red, green, blue }.SelectMany(level =>
            Enumerable.Repeat((level / 255f - 0.5f) / 0.5f, TinySignModel.Side * TinySignModel.Side));
    }
}
