using System.Text.Json.Nodes;

namespace Kws.Models.Tests.Manifests;

/// <summary>Section <c>verifier</c> of a manifest.</summary>
public sealed class VerifierManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Manifest_WithAVerifier_IsReadWhole()
    {
        var verifier = Load(_ => { }).Verifier!;
        Assert.Equal(("verifier.onnx", 198, 6), (verifier.File, verifier.Frames, verifier.Looks));
        Assert.Equal([new("yes", 0.6f)], verifier.Thresholds);
        var rules = verifier.RulesFor(98, 10);
        Assert.Equal((6, 10), (rules.Looks, rules.ContextDecisions));
        Assert.Equal((0.6f, 0.5f), (rules.ThresholdOf("yes"), rules.ThresholdOf("no")));
    }

    [Fact]
    public void Manifest_WithoutOne_HasNone() =>
        Assert.Null(ModelPackage.Load(TinyKeywordModel.WritePackage(_folder.Path)).Manifest.Verifier);

    [Theory]
    [InlineData("frames", "98")]
    [InlineData("frames", "1000")]
    [InlineData("looks", "1")]
    [InlineData("looks", "100")]
    [InlineData("thresholds", "{\"yes\":1,\"go\":0.000001}")]
    [InlineData("thresholds", "{}")]
    public void Verifier_AtItsLimits_IsTaken(string field, string value) =>
        Assert.NotNull(Load(verifier => verifier[field] = JsonNode.Parse(value)).Verifier);

    [Theory]
    [InlineData("looks")]
    [InlineData("thresholds")]
    public void Verifier_WithoutWhatHasADefault_IsTaken(string field)
    {
        var verifier = Load(section => section.Remove(field)).Verifier!;
        Assert.Equal(6, verifier.Looks);
        Assert.Equal(field == "thresholds" ? 0.5f : 0.6f, verifier.RulesFor(98, 10).ThresholdOf("yes"));
    }

    [Theory]
    [InlineData("frames", "97", "verifier.frames is 97; expected 98 .. 1000")]
    [InlineData("frames", "1001", "verifier.frames is 1001; expected 98 .. 1000")]
    [InlineData("frames", "null", "verifier.frames is missing; expected 98 .. 1000")]
    [InlineData("looks", "0", "verifier.looks is 0; expected 1 .. 100")]
    [InlineData("looks", "101", "verifier.looks is 101; expected 1 .. 100")]
    [InlineData("file", "\"model.onnx\"", "verifier.file is 'model.onnx'; expected verifier.onnx")]
    [InlineData("file", "null", "verifier.file is missing; expected verifier.onnx")]
    [InlineData("thresholds", "{\"cat\":0.5}", "verifier.thresholds is 'cat'; expected keywords of the model")]
    [InlineData("thresholds", "{\"silence\":0.5}", "verifier.thresholds is 'silence'; expected keywords of the model")]
    [InlineData("thresholds", "{\"yes\":0}", "verifier.thresholds.yes is 0; expected above 0, at most 1")]
    [InlineData("thresholds", "{\"yes\":1.5}", "verifier.thresholds.yes is 1.5; expected above 0, at most 1")]
    public void Verifier_BeyondThem_IsTheOnlyFault(string field, string value, string expected) =>
        Assert.Equal([expected], Faults(verifier => verifier[field] = JsonNode.Parse(value)));

    [Fact]
    public void Verifier_WithManyFaults_NamesAll() => Assert.Equal(3, Faults(verifier =>
    {
        verifier["frames"] = 5;
        verifier["looks"] = 0;
        verifier["thresholds"]!["yes"] = -1;
    }).Count);

    [Fact]
    public void Verifier_ThatIsNotListed_IsRefused()
    {
        var e = Assert.Throws<InvalidModelPackageException>(() => ModelPackage.Load(TinyKeywordModel.WritePackage(
            _folder.Path, verifier: TinyVerifier.Section(),
            change: manifest => manifest["files"]!.AsArray().RemoveAt(1))));
        Assert.Equal(
            ["files is 'a list without verifier.onnx'; expected verifier.onnx, the verifier's file"], e.Faults);
    }

    private ModelManifest Load(Action<JsonObject> change) => ModelPackage.Load(TinyKeywordModel.WritePackage(
        _folder.Path, verifier: TinyVerifier.Section(),
        change: manifest => change(manifest["verifier"]!.AsObject()))).Manifest;

    private IReadOnlyList<string> Faults(Action<JsonObject> change) =>
        Assert.Throws<InvalidModelPackageException>(() => Load(change)).Faults;
}
