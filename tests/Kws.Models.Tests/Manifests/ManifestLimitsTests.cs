using System.Text.Json.Nodes;

namespace Kws.Models.Tests.Manifests;

/// <summary>Fields of a manifest on their last allowed value and on the first that is not.</summary>
public sealed class ManifestLimitsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("stride_frames", "1")]
    [InlineData("stride_frames", "1000")]
    [InlineData("smoothing_windows", "100")]
    [InlineData("smoothing_windows", "1")]
    [InlineData("early_windows", "3")]
    [InlineData("early_odds", "1")]
    [InlineData("early_odds", "1000000")]
    [InlineData("refractory_ms", "0")]
    [InlineData("refractory_ms", "60000")]
    [InlineData("near_miss_share", "0")]
    [InlineData("near_miss_share", "1")]
    [InlineData("thresholds", "{\"yes\":1}")]
    [InlineData("thresholds", "{\"yes\":0.000001}")]
    [InlineData("thresholds", "{}")]
    public void Detection_AtItsLimits_IsTaken(string field, string value) =>
        Assert.NotNull(LoadKeyword(manifest => manifest["detection"]![field] = JsonNode.Parse(value)).Detection);

    [Theory]
    [InlineData("stride_frames", "1001", "detection.stride_frames is 1001; expected 1 .. 1000")]
    [InlineData("smoothing_windows", "0", "detection.smoothing_windows is 0; expected 1 .. 100")]
    [InlineData("early_windows", "-1", "detection.early_windows is -1; expected 0 .. 3")]
    [InlineData("early_odds", "1000001", "detection.early_odds is 1000001; expected 1 .. 1000000")]
    [InlineData("refractory_ms", "60001", "detection.refractory_ms is 60001; expected 0 .. 60000")]
    [InlineData("near_miss_share", "-0.1", "detection.near_miss_share is -0.1; expected 0 .. 1")]
    [InlineData("thresholds", "{\"yes\":1.5}", "detection.thresholds.yes is 1.5; expected above 0, at most 1")]
    [InlineData("thresholds", "null", "detection.thresholds is missing; expected an object, a number a label")]
    public void Detection_BeyondThem_IsTheOnlyFault(string field, string value, string expected) =>
        Assert.Equal(expected, Fault(() =>
            LoadKeyword(manifest => manifest["detection"]![field] = JsonNode.Parse(value))));

    [Theory]
    [InlineData("minimum_posterior", "1")]
    [InlineData("minimum_posterior", "0.001")]
    [InlineData("smoothing_frames", "1")]
    [InlineData("smoothing_frames", "100")]
    [InlineData("commit_frames", "100")]
    [InlineData("commit_ms", "100")]
    [InlineData("commit_ms", "10000")]
    [InlineData("word_pause_ms", "200")]
    [InlineData("word_pause_ms", "10000")]
    [InlineData("confusions", "{}")]
    [InlineData("confusions", "{\"A\":{}}")]
    [InlineData("confusions", "{\"A\":{\"A\":1,\"nothing\":0}}")]
    public void Reading_AtItsLimits_IsTaken(string field, string value) =>
        Assert.NotNull(LoadSign(manifest =>
            manifest["reading"] = new JsonObject { [field] = JsonNode.Parse(value) }).Reading);

    [Theory]
    [InlineData("minimum_posterior", "0", "reading.minimum_posterior is 0; expected above 0, at most 1")]
    [InlineData("minimum_posterior", "1.01", "reading.minimum_posterior is 1.01; expected above 0, at most 1")]
    [InlineData("smoothing_frames", "0", "reading.smoothing_frames is 0; expected 1 .. 100")]
    [InlineData("smoothing_frames", "101", "reading.smoothing_frames is 101; expected 1 .. 100")]
    [InlineData("commit_frames", "0", "reading.commit_frames is 0; expected 1 .. 100")]
    [InlineData("commit_ms", "99", "reading.commit_ms is 99; expected 100 .. 10000")]
    [InlineData("word_pause_ms", "10001", "reading.word_pause_ms is 10001; expected 200 .. 10000")]
    [InlineData("confusions", "{\"7\":{}}", "reading.confusions is '7'; expected labels of the model")]
    [InlineData("confusions", "{\"A\":null}", "reading.confusions.A is missing; expected an object, a share an answer")]
    [InlineData("confusions", "{\"A\":{\"B\":2}}",
        "reading.confusions.A is 'B: 2'; expected labels of the model and shares 0 .. 1")]
    [InlineData("confusions", "{\"A\":{\"7\":0}}",
        "reading.confusions.A is '7: 0'; expected labels of the model and shares 0 .. 1")]
    public void Reading_BeyondThem_IsTheOnlyFault(string field, string value, string expected) =>
        Assert.Equal(expected, Fault(() => LoadSign(manifest =>
            manifest["reading"] = new JsonObject { [field] = JsonNode.Parse(value) })));

    [Fact]
    public void Reading_LeftOut_HasTheDefaults()
    {
        var reading = LoadSign(manifest => manifest.Remove("reading")).Reading!;

        Assert.Equal((0.5, 5, 6, 700, 1_500), (reading.MinimumPosterior, reading.SmoothingFrames, reading.CommitFrames,
            reading.CommitMs, reading.WordPauseMs));
        Assert.Empty(reading.Confusions);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("0-._z")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Name_OfPlainCharacters_IsTaken(string name) =>
        Assert.Equal(name, LoadKeyword(manifest => manifest["name"] = name).Name);

    [Theory]
    [InlineData("")]
    [InlineData(".a")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Name_OfOthers_IsTheOnlyFault(string name) =>
        Assert.EndsWith("expected 1 .. 64 of a-z 0-9 . _ -, the first a letter or digit",
            Fault(() => LoadKeyword(manifest => manifest["name"] = name)), StringComparison.Ordinal);

    [Theory]
    [InlineData("0.0.0", true)]
    [InlineData("999999999.0.12", true)]
    [InlineData("01.0.0", false)]
    [InlineData("1.0.0.0", false)]
    [InlineData("1.0.0-rc1", false)]
    [InlineData("1000000000.0.0", false)]
    [InlineData("-1.0.0", false)]
    [InlineData("1.1\u0663.0", false)]
    public void Version_OfThreeNumbers_IsTaken(string version, bool isTaken)
    {
        ModelManifest Load() => LoadKeyword(manifest => manifest["version"] = version);

        if (isTaken)
            Assert.Equal(version, Load().Version);
        else
            Assert.Equal($"version is '{version}'; expected three numbers such as 1.0.0", Fault(() => Load()));
    }

    [Fact]
    public void Labels_TooManyOrTooLong_AreNamed()
    {
        var longest = new string('x', 64);
        Assert.Contains(longest, LoadKeyword(manifest => manifest["labels"]![2] = longest, "{}").Labels);

        Assert.StartsWith("labels[2] is 'xxx", Fault(() =>
            LoadKeyword(manifest => manifest["labels"]![2] = longest + "x", "{}")), StringComparison.Ordinal);
        Assert.Contains("labels is '1001 entries'; expected 2 .. 1000 labels", Refusal(() =>
            LoadKeyword(manifest => manifest["labels"] =
                new JsonArray([.. Enumerable.Range(0, 1_001).Select(i => (JsonNode)$"{i}")]), "{}")).Faults);
        Assert.Contains("labels[0] is 'a b'; expected 1 .. 64 visible characters", Refusal(() =>
            LoadKeyword(manifest => manifest["labels"]![0] = "a\tb", "{}")).Faults);
    }

    [Fact]
    public void Files_MoreThanAHundredOrTwice_AreNamed()
    {
        static JsonObject File(string path) =>
            new() { ["path"] = path, ["sha256"] = new string('0', 64), ["bytes"] = 1 };
        var many = Refusal(() => LoadKeyword(manifest => manifest["files"] =
            new JsonArray([.. Enumerable.Range(0, 101).Select(i => File($"f{i}"))])));
        var twice = Refusal(() => LoadKeyword(manifest => manifest["files"]!.AsArray().Add(File("model.onnx"))));

        Assert.Equal(["files is '101 entries'; expected 1 .. 100 files"], many.Faults);
        Assert.Equal(["files is 'a path more than once'; expected each path once"], twice.Faults);
    }

    [Theory]
    [InlineData("path", "null", "files[0].path is missing")]
    [InlineData("sha256", "null", "files[0].sha256 is missing; expected 64 digits of lower-case hex")]
    [InlineData("bytes", "null", "files[0].bytes is missing; expected 1 .. 268435456")]
    [InlineData("bytes", "0", "files[0].bytes is 0; expected 1 .. 268435456")]
    [InlineData("bytes", "268435457", "files[0].bytes is 268435457; expected 1 .. 268435456")]
    public void File_WithAFieldOutOfRange_IsNamed(string field, string value, string expected) =>
        Assert.Contains(Refusal(() => LoadKeyword(manifest =>
            manifest["files"]![0]![field] = JsonNode.Parse(value))).Faults,
            fault => fault.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void Image_OfASizeThatTheInputHasNot_NamesBoth() =>
        Assert.Equal("inputs[0].shape is [-1, 3, 16, 16]; expected [-1, 3, 32, 16], three planes of the image",
            Fault(() => LoadSign(manifest => manifest["image"]!["height_pixels"] = 32)));

    [Fact]
    public void Text_OfAHalfCharacter_IsRefused()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        var file = Path.Combine(folder, "manifest.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"tiny\"", "\"\\ud800\"", StringComparison.Ordinal));

        Assert.Contains("manifest.json", Fault(() => ModelPackage.Load(folder)), StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_OfAHostileText_IsOneShortLine()
    {
        var hostile = "x\nmodel is fine\r" + new string('y', 10_000);

        var refusal = Refusal(() => LoadKeyword(manifest => manifest["schema"] = hostile));

        Assert.DoesNotContain(refusal.Message, char.IsControl);
        Assert.InRange(Assert.Single(refusal.Faults).Length, 80, 150);
    }

    private ModelManifest LoadKeyword(Action<JsonObject> change, string? detection = null) =>
        ModelPackage.Load(TinyKeywordModel.WritePackage(_folder.Path, change: manifest =>
        {
            if (detection is not null)
                manifest["detection"] = JsonNode.Parse(detection);
            change(manifest);
        })).Manifest;

    private ModelManifest LoadSign(Action<JsonObject> change) =>
        ModelPackage.Load(TinySignModel.WritePackage(_folder.Path, change: change)).Manifest;

    private static InvalidModelPackageException Refusal(Action action) =>
        Assert.Throws<InvalidModelPackageException>(action);

    private static string Fault(Action action) => Assert.Single(Refusal(action).Faults);
}
