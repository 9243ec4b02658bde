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
