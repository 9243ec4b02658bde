using System.Text.Json.Nodes;

namespace Kws.Models.Tests.Manifests;

/// <summary>Section <c>streaming</c>.</summary>
public sealed class StreamingManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_Whole_KnowsWhatAStreamKeeps()
    {
        var streaming = ModelPackage.Load(Write(_ => { })).Manifest.Streaming!;
        Assert.Equal((1, 97 * 12), (streaming.FrameMultiple, streaming.ValueCount));
        var state = Assert.Single(streaming.States);
        Assert.Equal(("history_0", "next_0", 1), (state.Input, state.Output, state.StepsAxis));
        Assert.Equal([3, 97, 12], state.ShapeOf(3, isEmpty: false));
        Assert.Equal([3, 0, 12], state.ShapeOf(3, isEmpty: true));
    }

    [Theory]
    [InlineData("frame_multiple", "0", "streaming.frame_multiple is 0; expected a whole share of")]
    [InlineData("frame_multiple", "4", "streaming.frame_multiple is 4; expected a whole share of")]
    [InlineData("frame_multiple", "null", "streaming.frame_multiple is missing")]
    [InlineData("states", "null", "streaming.states is missing")]
    [InlineData("states", "[]", "streaming.states is '0 entries'")]
    [InlineData("states", "[null]", "streaming.states[0].input is missing")]
    public void Load_FaultySection_IsRefusedNamingTheField(string key, string value, string expected) =>
        Assert.Contains(expected, Refused(section => section[key] = JsonNode.Parse(value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("input", "\"\"", "streaming.states[0].input")]
    [InlineData("input", "\"features\"", "streaming.states.input")]
    [InlineData("output", "\"posteriors\"", "streaming.states.output")]
    [InlineData("shape", "[2, 97, 12]", "streaming.states[0].shape")]
    [InlineData("shape", "[-1, 0, 12]", "streaming.states[0].shape")]
    [InlineData("shape", "[-1, 4096, 4096]", "streaming.states is")]
    [InlineData("steps_axis", "0", "streaming.states[0].steps_axis")]
    [InlineData("steps_axis", "3", "streaming.states[0].steps_axis")]
    public void Load_FaultyState_IsRefusedNamingTheField(string key, string value, string expected) =>
        Assert.Contains(expected, Refused(section => section["states"]![0]![key] = JsonNode.Parse(value)),
            StringComparison.Ordinal);

    private string Refused(Action<JsonObject> change) =>
        Assert.Throws<InvalidModelPackageException>(() => ModelPackage.Load(Write(change))).Message;

    private string Write(Action<JsonObject> change) => TinyKeywordModel.WritePackage(
        _folder.Path, streams: true, change: manifest => change(manifest["streaming"]!.AsObject()));
}
