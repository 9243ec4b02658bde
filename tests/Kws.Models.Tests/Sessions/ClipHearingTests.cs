using System.Text.Json.Nodes;

namespace Kws.Models.Tests.Sessions;

public sealed class ClipHearingTests : IDisposable
{
    private const int Coefficients = TinyKeywordModel.Bands;
    private const int WindowFrames = TinyKeywordModel.Frames;

    private readonly TemporaryFolder _folder = new();
    private readonly KeywordModel _model;

    public ClipHearingTests() => _model = KeywordModel.Load(TinyKeywordModel.WritePackage(_folder.Path,
        change: manifest => manifest["clips"] = JsonNode.Parse("""{"unsure_below": 0.9, "shift_frames": [-3, 5]}""")));

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0.89f, true)]
    [InlineData(0.9f, false)]
    [InlineData(1f, false)]
    public void IsUnsure_LargestPosterior_DecidesByTheManifest(float largest, bool expected) =>
        Assert.Equal(expected, ClipHearing.IsUnsure(_model, [0, 1 - largest, largest]));

    [Fact]
    public void IsUnsure_ModelWithoutTheSection_NeverIs()
    {
        using var once = KeywordModel.Load(TinyKeywordModel.WritePackage(_folder.Path, version: "2.0.0"));
        Assert.False(ClipHearing.IsUnsure(once, [0.5f, 0.5f]));
    }

    [Fact]
    public void FurtherStarts_OfAWindow_AreThoseOfTheManifestFromThere() =>
        Assert.Equal([37, 45], ClipHearing.FurtherStarts(_model, 40));

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-3)]
    [InlineData(25)]
    [InlineData(-200)]
    [InlineData(400)]
    public void CopyWindow_BeyondTheEnds_TheFirstOrLastFrameStandsForWhatIsNotThere(int start)
    {
        const int ClipFrames = WindowFrames + 20;
        // Each value of a frame is the frame's number.
        float[] frames = [.. Enumerable.Range(0, ClipFrames * Coefficients).Select(i => (float)(i / Coefficients))];
        var window = new float[WindowFrames * Coefficients];
        ClipHearing.CopyWindow(_model, frames, start, window);
        Assert.All(Enumerable.Range(0, window.Length), i =>
            Assert.Equal(Math.Clamp(start + (i / Coefficients), 0, ClipFrames - 1), window[i]));
    }

    [Fact]
    public void Average_OfThreeWindows_IsTheirMean()
    {
        float[] posteriors = [0.6f, 0.4f];
        ClipHearing.Average(posteriors, [0.9f, 0.1f, 0.3f, 0.7f]);
        Assert.Equal([0.6f, 0.4f], posteriors.Select(posterior => MathF.Round(posterior, 5)));
    }
}
