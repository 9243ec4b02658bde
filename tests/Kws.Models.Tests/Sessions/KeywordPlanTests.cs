using System.Text.Json.Nodes;

namespace Kws.Models.Tests.Sessions;

/// <summary>What a loaded model says of windows, keywords and thresholds, and which model may follow it.</summary>
public sealed class KeywordPlanTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<KeywordModel> _models = [];

    public void Dispose()
    {
        foreach (var model in _models)
            model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Model_OfAManifest_KnowsItsTimes()
    {
        var model = Load("1.0.0");

        Assert.Equal((98, 3_920, 12), (model.FramesPerWindow, model.ValuesPerWindow, model.LabelCount));
        Assert.Equal(97 * 160 + 400, model.WindowSamples);
        Assert.Equal((10, TimeSpan.FromMilliseconds(100)), (model.StrideFrames, model.Stride));
        Assert.Equal(["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"], model.Keywords);
        Assert.Equal(("tiny", "1.0.0"), (model.Name, model.Version));
    }

    [Fact]
    public void Plan_OfEveryKeyword_HasTheManifestsThresholdsOrAHalf()
    {
        var plan = Load("1.0.0").Plan();

        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9, 10, 11], plan.Keywords.ToArray());
        Assert.Equal((0.8f, 0.7f, 0.5f), (plan.Threshold(2), plan.Threshold(3), plan.Threshold(4)));
        Assert.Equal((0f, 0f), (plan.Threshold(0), plan.Threshold(1)));
        Assert.Equal((3, 10), (plan.Smoothing.Windows, plan.RefractoryDecisions));
    }

    [Fact]
    public void PlanFor_ChosenKeywords_ReportsThoseAlone()
    {
        var plan = Load("1.0.0").PlanFor(new Dictionary<string, KeywordWish> { ["no"] = default, ["go"] = new(0.25f) });

        Assert.Equal([3, 11], plan.Keywords.ToArray());
        Assert.Equal((0.7f, 0.25f), (plan.Threshold(3), plan.Threshold(11)));
    }

    [Theory]
    [InlineData("silence", "'silence' is no keyword of the model; it has yes, no, up")]
    [InlineData("unknown", "'unknown' is no keyword of the model")]
    [InlineData("YES", "'YES' is no keyword of the model")]
    public void PlanFor_LabelThatIsNoKeyword_NamesIt(string label, string expected)
    {
        var error = Assert.Throws<ArgumentException>(() =>
            Load("1.0.0").PlanFor(new Dictionary<string, KeywordWish> { [label] = default }));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(1.01f)]
    [InlineData(float.NaN)]
    public void PlanFor_ThresholdOutOfRange_NamesIt(float threshold) =>
        Assert.StartsWith("the threshold of 'yes' is ", Assert.Throws<ArgumentException>(() =>
            Load("1.0.0").PlanFor(new Dictionary<string, KeywordWish> { ["yes"] = new(threshold) })).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("thresholds", "{\"yes\":0.2}", true)]
    [InlineData("near_miss_share", "0.9", true)]
    [InlineData("stride_frames", "20", false)]
    [InlineData("smoothing_windows", "4", false)]
    [InlineData("early_windows", "1", false)]
    [InlineData("early_odds", "9", false)]
    [InlineData("refractory_ms", "1100", false)]
    public void Continues_AnotherDetection_OnlyWhereItDecidesAlike(string field, string value, bool expected)
    {
        var next = Load("1.0.1", manifest => manifest["detection"]![field] = JsonNode.Parse(value));

        Assert.Equal(expected, Load("1.0.0").Continues(next));
    }

    [Fact]
    public void Continues_OtherOrderOfLabels_IsFalse()
    {
        var next = Load("1.0.1", manifest =>
            (manifest["labels"]![2], manifest["labels"]![3]) = ("no", "yes"));

        Assert.False(Load("1.0.0").Continues(next));
    }

    [Fact]
    public void Continues_OtherFeatures_IsFalse()
    {
        var features = TinyKeywordModel.FeaturesJson.Replace("\"high_hz\":7600", "\"high_hz\":7500",
            StringComparison.Ordinal);
        var next = Load("1.0.1", manifest =>
        {
            manifest["features"] = JsonNode.Parse(features);
            manifest["features_sha256"] = Kws.Features.FeatureSpec.Parse(features).Sha256;
        });

        Assert.False(Load("1.0.0").Continues(next));
    }

    [Fact]
    public void Manifest_AfterDispose_IsStillReadable()
    {
        var model = Load("1.0.0");
        model.Dispose();

        Assert.Equal("1.0.0", model.Version);
        Assert.Equal(12, model.LabelCount);
        Assert.NotEmpty(model.Plan().Labels);
    }

    [Theory]
    [InlineData(1, 1, 0.1)]
    [InlineData(1024, 64, 600)]
    public void SessionOptions_AtTheirLimits_HaveNoFault(int batch, int threads, double warmUpSeconds) =>
        Assert.Empty(new ModelSessionOptions
        {
            MaxBatch = batch,
            IntraOpThreads = threads,
            WarmUpLimit = TimeSpan.FromSeconds(warmUpSeconds),
        }.Faults());

    [Fact]
    public void SessionOptions_BeyondThem_AreAllNamed() =>
        Assert.Equal(
            [
                "MaxBatch is 1025; expected 1 .. 1024",
                "IntraOpThreads is 0; expected 1 .. 64",
                "WarmUpLimit is 00:10:01; expected 0.1 s .. 10 min",
            ],
            new ModelSessionOptions
            {
                MaxBatch = 1_025,
                IntraOpThreads = 0,
                WarmUpLimit = TimeSpan.FromSeconds(601),
            }.Faults());

    private KeywordModel Load(string version, Action<JsonObject>? change = null)
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, version: version, change: change);
        _models.Add(KeywordModel.Load(folder, new ModelSessionOptions { MaxBatch = 2 }));
        return _models[^1];
    }
}
