using System.Text.Json.Nodes;
using Kws.Features;

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

    [Fact]
    public void Run_ModelWithoutANetworkForIt_HearsTheFurtherWindowsItself()
    {
        Assert.False(_model.HasClipNetwork);
        var frames = HighTone();
        var further = ClipHearing.Run(_model, frames, ClipHearing.FurtherStarts(_model, 0));
        Assert.Equal(["no", "no"], Heard(_model, further));
        Assert.Throws<InvalidOperationException>(() => _model.RunClips(frames, 1, new float[_model.LabelCount]));
    }

    [Fact]
    public void Run_ModelWithANetworkForIt_ItHearsTheFirstWindowToo()
    {
        using var model = WithNetwork();
        Assert.True(model.HasClipNetwork);
        Assert.Equal([40, 37, 45], ClipHearing.FurtherStarts(model, 40));
        var frames = HighTone();
        var own = new float[model.LabelCount];
        model.Run(frames, 1, own);
        Assert.Equal(["no"], Heard(model, own));
        var further = ClipHearing.Run(model, frames, ClipHearing.FurtherStarts(model, 0));
        Assert.Equal(["yes", "yes", "yes"], Heard(model, further));
    }

    [Fact]
    public void RunClips_AfterDispose_Throws()
    {
        var model = WithNetwork();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.RunClips(HighTone(), 1, new float[model.LabelCount]));
    }

    [Fact]
    public void Load_NetworkThatIsNoModel_IsRefusedNamingTheFile()
    {
        byte[] network = [1, 2, 3];
        var folder = TinyKeywordModel.WritePackage(_folder.Path, version: "4.0.0", clips: Section(), change: manifest =>
        {
            var file = manifest["files"]![1]!;
            file["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(network));
            file["bytes"] = network.Length;
        });
        File.WriteAllBytes(Path.Combine(folder, "clips.onnx"), network);
        Assert.Contains("clips.onnx is no serialised ONNX graph",
            Assert.Throws<InvalidModelPackageException>(() => KeywordModel.Load(folder)).Message,
            StringComparison.Ordinal);
    }

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

    private KeywordModel WithNetwork() =>
        KeywordModel.Load(TinyKeywordModel.WritePackage(_folder.Path, version: "3.0.0", clips: Section()));

    private static JsonObject Section() => JsonNode.Parse(
        """{"unsure_below": 0.9, "shift_frames": [-3, 5], "file": "clips.onnx"}""")!.AsObject();

    private static IEnumerable<string> Heard(KeywordModel model, float[] posteriors) =>
        posteriors.Chunk(model.LabelCount).Select(row => model.Labels[row.AsSpan().IndexOf(row.Max())]);

    private float[] HighTone()
    {
        float[] samples = [.. Enumerable.Range(0, _model.WindowSamples)
            .Select(n => 0.25f * MathF.Sin((float)(2 * Math.PI * 2_900 * n / _model.FeatureSpec.SampleRateHz)))];
        return OfflineExtractor.Extract(_model.FeatureSpec, samples);
    }
}
