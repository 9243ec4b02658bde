using System.Text.Json.Nodes;
using Kws.Features;

namespace Kws.Models.Tests.Manifests;

public sealed class ModelManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Manifest_OfAKeywordModel_IsReadWhole()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, change: manifest =>
            manifest["a_key_of_tomorrow"] = new JsonObject());
        var manifest = ModelPackage.Load(folder).Manifest;
        Assert.Equal(ModelTask.KeywordSpotting, manifest.Task);
        Assert.Equal(("tiny", "1.0.0"), (manifest.Name, manifest.Version));
        Assert.Equal(TinyKeywordModel.Labels, manifest.Labels);
        Assert.Equal("features", manifest.Input.Name);
        Assert.Equal([-1, 98, 40], manifest.Input.Shape);
        Assert.Equal([-1, 12], manifest.Output.Shape);
        Assert.Equal(FeatureSpecPresets.LogMel40, manifest.Features);
        Assert.Null(manifest.Image);
        Assert.Equal((10, 3, 1000, 0.6),
            (manifest.Detection!.StrideFrames, manifest.Detection.SmoothingWindows, manifest.Detection.RefractoryMs,
                manifest.Detection.NearMissShare));
        Assert.Equal(0.8f, manifest.Detection.Thresholds["yes"]);
        Assert.Equal(new ModelMetric("accuracy", 0.5, "none: made for tests", 2), Assert.Single(manifest.Metrics));
        Assert.Equal(new ModelCost
        {
            Parameters = 7,
            MultiplyAdds = 11,
            Bytes = 13,
            LatencyMsBatch1 = 0.25,
            LatencyMsBatch32 = 0.5
        }, manifest.Cost);
        Assert.Equal("MIT", manifest.Licence);
        Assert.Equal(["Made by the tests"], manifest.Attribution);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "manifest.json")), manifest.Json);
    }

    [Fact]
    public void Manifest_OfASignModel_IsReadWhole()
    {
        var folder = TinySignModel.WritePackage(_folder.Path, change: manifest => manifest["reading"] = JsonNode.Parse(
            """
            {"minimum_posterior":0.7,"smoothing_frames":3,"commit_frames":4,"commit_ms":500,"word_pause_ms":900,
             "confusions":{"A":{"A":0.9,"S":0.1}}}
            """));
        var manifest = ModelPackage.Load(folder).Manifest;
        Assert.Equal(ModelTask.SignLetters, manifest.Task);
        Assert.Null(manifest.Features);
        Assert.Equal((16, 16, ColourOrder.Rgb, ImageCrop.CentreSquare),
            (manifest.Image!.WidthPixels, manifest.Image.HeightPixels, manifest.Image.ColourOrder,
                manifest.Image.Crop));
        Assert.Equal([0.5f, 0.5f, 0.5f], manifest.Image.Mean);
        Assert.Equal((0.7, 3, 4, 500, 900),
            (manifest.Reading!.MinimumPosterior, manifest.Reading.SmoothingFrames, manifest.Reading.CommitFrames,
                manifest.Reading.CommitMs, manifest.Reading.WordPauseMs));
        Assert.Equal(0.1, manifest.Reading.Confusions["A"]["S"]);
    }

    [Fact]
    public void Manifest_WithoutDetection_HasTheDefaults()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, change: manifest => manifest.Remove("detection"));
        Assert.Equal(10, ModelPackage.Load(folder).Manifest.Detection!.StrideFrames);
    }

    [Theory]
    [InlineData("schema", "\"kws.model/2\"", "schema is 'kws.model/2'; expected kws.model/1")]
    [InlineData("task", "\"chess\"", "task is 'chess'; expected keyword-spotting or sign-letters")]
    [InlineData("name", "\"../evil\"", "name is '../evil'")]
    [InlineData("name", "\"Upper\"", "name is 'Upper'")]
    [InlineData("name", "null", "name is missing")]
    [InlineData("version", "\"1.0\"", "version is '1.0'")]
    [InlineData("version", "\"1.0.0\\n\"", "version is '1.0.0 '")]
    [InlineData("labels", "[]", "labels is '0 entries'")]
    [InlineData("labels", "[\"a\",\"a\"]", "labels is 'a more than once'")]
    [InlineData("labels", "[\"a\",\"\"]", "labels[1] is ''")]
    [InlineData("labels", "[\"a\",null]", "labels[1] is missing")]
    [InlineData("labels", "[\"yes\",\"no\"]", "outputs[0].shape is [-1, 12]; expected [-1, 2]")]
    [InlineData("inputs", "[]", "inputs is '0 tensors'")]
    [InlineData("inputs", "[null]", "inputs is '1 tensors'")]
    [InlineData("inputs", "[{\"name\":\"features\",\"type\":\"float16\",\"shape\":[-1,98,40]}]",
        "inputs[0].type is 'float16'")]
    [InlineData("inputs", "[{\"name\":\"features\",\"type\":\"float32\",\"shape\":[1,98,40]}]",
        "inputs[0].shape is [1, 98, 40]")]
    [InlineData("inputs", "[{\"name\":\"features\",\"type\":\"float32\",\"shape\":[-1,98,13]}]",
        "inputs[0].shape is [-1, 98, 13]")]
    [InlineData("inputs", "[{\"name\":\"features\",\"type\":\"float32\",\"shape\":[-1,5000,40]}]",
        "inputs[0].shape is [-1, 5000, 40]")]
    [InlineData("features", "null", "features is missing")]
    [InlineData("features", "{\"kind\":\"chroma\"}", "features.kind is")]
    [InlineData("features_sha256", "\"00\"", "features_sha256 is '00'")]
    [InlineData("detection", "{\"stride_frames\":0}", "detection.stride_frames is 0; expected 1 .. 1000")]
    [InlineData("detection", "{\"smoothing_windows\":101}", "detection.smoothing_windows is 101")]
    [InlineData("detection", "{\"early_windows\":4}", "detection.early_windows is 4; expected 0 .. 3")]
    [InlineData("detection", "{\"early_odds\":0.5}", "detection.early_odds is 0.5")]
    [InlineData("detection", "{\"refractory_ms\":-1}", "detection.refractory_ms is -1")]
    [InlineData("detection", "{\"near_miss_share\":1.5}", "detection.near_miss_share is 1.5")]
    [InlineData("detection", "{\"thresholds\":{\"cat\":0.5}}", "detection.thresholds is 'cat'")]
    [InlineData("detection", "{\"thresholds\":{\"yes\":0}}", "detection.thresholds.yes is 0")]
    [InlineData("files", "[]", "files is '0 entries'")]
    [InlineData("files", "7", "manifest.json is '$.files'")]
    public void Manifest_WithAFault_IsRefusedNamingFieldAndValue(string field, string value, string expected) =>
        AssertRefused(TinyKeywordModel.WritePackage(_folder.Path, change: manifest =>
            manifest[field] = JsonNode.Parse(value)), expected);

    [Theory]
    [InlineData("null", "image is missing")]
    [InlineData("{\"width_pixels\":4}", "image.width_pixels is 4; expected 8 .. 1024")]
    [InlineData("{\"height_pixels\":2000}", "image.height_pixels is 2000; expected 8 .. 1024")]
    [InlineData("{\"colour_order\":\"grb\"}", "image.colour_order is 'grb'")]
    [InlineData("{\"scale\":[1,0,1]}", "image.scale is '3 values'; expected 3 numbers above 0")]
    [InlineData("{\"mean\":[1]}", "image.mean is '1 values'")]
    [InlineData("{\"resize\":\"nearest\"}", "image.resize is 'nearest'")]
    [InlineData("{\"crop\":\"left\"}", "image.crop is 'left'")]
    public void Manifest_WithAFaultyImageSpec_IsRefusedNamingFieldAndValue(string image, string expected) =>
        AssertRefused(TinySignModel.WritePackage(_folder.Path, change: manifest =>
            manifest["image"] = JsonNode.Parse(image)), expected);

    [Fact]
    public void Manifest_WithTwoFaults_NamesBoth()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, change: manifest =>
        {
            manifest["version"] = "new";
            manifest["schema"] = "old";
        });
        var refusal = Assert.Throws<InvalidModelPackageException>(() => ModelPackage.Load(folder));
        Assert.Equal(2, refusal.Faults.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"schema\":\"a\",\"schema\":\"b\"}")]
    [InlineData("{\"schema\":")]
    [InlineData("{}")]
    public void Manifest_ThatIsNoManifest_IsRefused(string json)
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        File.WriteAllText(Path.Combine(folder, "manifest.json"), json);
        Assert.Throws<InvalidModelPackageException>(() => ModelPackage.Load(folder));
    }

    [Fact]
    public void Manifest_OfTwoMegabytes_IsRefusedUnread()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        File.WriteAllBytes(Path.Combine(folder, "manifest.json"), new byte[2 << 20]);
        AssertRefused(folder, "manifest.json has 2097152 bytes; expected at most 1048576");
    }

    [Fact]
    public void Manifest_NestedDeeply_IsRefused()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        File.WriteAllText(Path.Combine(folder, "manifest.json"), new string('[', 100_000));
        Assert.Throws<InvalidModelPackageException>(() => ModelPackage.Load(folder));
    }

    private static void AssertRefused(string folder, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidModelPackageException>(() => ModelPackage.Load(folder)).Message,
            StringComparison.Ordinal);
}
