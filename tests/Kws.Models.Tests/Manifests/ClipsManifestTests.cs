using System.Text.Json.Nodes;

namespace Kws.Models.Tests.Manifests;

/// <summary>Section <c>clips</c>.</summary>
public sealed class ClipsManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_Whole_KnowsWhenAndWhereAClipIsHeardAgain()
    {
        var clips = ModelPackage.Load(Write("""{"unsure_below": 0.9, "shift_frames": [-48, 6]}""")).Manifest.Clips!;
        Assert.Equal(0.9f, clips.UnsureBelow);
        Assert.Equal([-48, 6], clips.ShiftFrames);
    }

    [Fact]
    public void Load_WithoutTheSection_HearsOnce() => Assert.Null(ModelPackage.Load(Write("null")).Manifest.Clips);

    [Theory]
    [InlineData("""{"shift_frames": [3]}""", "clips.unsure_below is missing; expected above 0, at most 1")]
    [InlineData("""{"unsure_below": 0, "shift_frames": [3]}""", "clips.unsure_below is 0")]
    [InlineData("""{"unsure_below": 1.5, "shift_frames": [3]}""", "clips.unsure_below is 1.5")]
    [InlineData("""{"unsure_below": 0.9}""", "clips.shift_frames is missing; expected 1 .. 16 different ones")]
    [InlineData("""{"unsure_below": 0.9, "shift_frames": []}""", "clips.shift_frames is []")]
    [InlineData("""{"unsure_below": 0.9, "shift_frames": [3, 3]}""", "clips.shift_frames is [3, 3]")]
    [InlineData("""{"unsure_below": 0.9, "shift_frames": [-3, 0, 3]}""", "clips.shift_frames is [-3, 0, 3]")]
    [InlineData("""{"unsure_below": 0.9, "shift_frames": [49]}""", "expected 1 .. 16 different ones of -48 .. 48")]
    [InlineData("""{"unsure_below": 0.9, "shift_frames": [-49]}""", "expected 1 .. 16 different ones of -48 .. 48")]
    [InlineData("""{"unsure_below": 0.9, "shift_frames": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]}""",
        "clips.shift_frames is [1, 2,")]
    public void Load_FaultySection_IsRefusedNamingTheField(string section, string expected) => Assert.Contains(expected,
        Assert.Throws<InvalidModelPackageException>(() => ModelPackage.Load(Write(section))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Load_WithAFile_KnowsTheNetworkThatListens()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, clips: new JsonObject
        {
            ["unsure_below"] = 0.9,
            ["shift_frames"] = new JsonArray(3),
            ["file"] = "clips.onnx",
        });
        Assert.Equal("clips.onnx", ModelPackage.Load(folder).Manifest.Clips!.File);
    }

    [Theory]
    [InlineData("other.onnx", "clips.file is 'other.onnx'; expected clips.onnx")]
    [InlineData("clips.onnx", "files is 'a list without clips.onnx'; expected clips.onnx")]
    public void Load_FileThatIsNotThere_IsRefusedNamingIt(string file, string expected) => Assert.Contains(expected,
        Assert.Throws<InvalidModelPackageException>(() => ModelPackage.Load(Write(
            $$"""{"unsure_below": 0.9, "shift_frames": [3], "file": "{{file}}"}"""))).Message,
        StringComparison.Ordinal);

    private string Write(string section) => TinyKeywordModel.WritePackage(
        _folder.Path, change: manifest => manifest["clips"] = JsonNode.Parse(section));
}
