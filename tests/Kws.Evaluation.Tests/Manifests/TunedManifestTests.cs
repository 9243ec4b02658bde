using System.Text.Json.Nodes;

namespace Kws.Evaluation.Tests;

public class TunedManifestTests
{
    public static TheoryData<string> Packages => PackageCopy.Names;

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task WriteAsync_Thresholds_AreWhatThePackageIsLoadedWith(string name)
    {
        using var package = new PackageCopy(name);
        var thresholds = package.Load().Labels.Skip(2)
            .Select((label, i) => (label, 0.9f + (0.0023f * i))).ToDictionary();
        await TunedManifest.WriteAsync(package.Folder, Tuning(thresholds), CancellationToken.None).WithTimeout();
        var detection = package.Load().Detection!;
        Assert.Equal(9, detection.SmoothingWindows);
        Assert.Equal(thresholds.Keys, detection.Thresholds.Keys);
        Assert.All(thresholds, pair => Assert.Equal(pair.Value, detection.Thresholds[pair.Key], 1e-6f));
    }

    [Fact]
    public async Task WriteAsync_FiguresOfStreams_GoSinceTheyHeldForOtherThresholds()
    {
        using var package = new PackageCopy("small");
        Assert.Contains(package.Load().Metrics, metric => StreamMetrics.IsOfStreams(metric.Name));
        await TunedManifest.WriteAsync(package.Folder, Tuning(new() { ["yes"] = 0.5f }), CancellationToken.None)
            .WithTimeout();
        Assert.DoesNotContain(package.Load().Metrics, metric => StreamMetrics.IsOfStreams(metric.Name));
        Assert.Equal(0.9753, package.Load().Metrics.Single(metric => metric.Name == "accuracy").Value);
    }

    [Fact]
    public async Task WriteAsync_EverythingElse_StaysAsItWas()
    {
        using var package = new PackageCopy("small");
        await TunedManifest.WriteAsync(package.Folder, Tuning(new() { ["yes"] = 0.5f }), CancellationToken.None)
            .WithTimeout();
        JsonObject now = package.Json, before = package.JsonBefore;
        foreach (var manifest in (JsonObject[])[now, before])
        {
            foreach (var tuned in (string[])["thresholds", "tuning", "smoothing_windows"])
                manifest["detection"]!.AsObject().Remove(tuned);
            manifest.Remove("metrics");
        }
        Assert.True(JsonNode.DeepEquals(before, now), "something changed that does not depend on thresholds");
    }

    [Fact]
    public async Task WriteAsync_Record_TellsHowTheThresholdsWereChosen()
    {
        using var package = new PackageCopy("tiny");
        await TunedManifest.WriteAsync(package.Folder, Tuning(new() { ["yes"] = 0.5f }), CancellationToken.None)
            .WithTimeout();
        var record = package.Json["detection"]!["tuning"]!;
        Assert.Equal("""[0.0345,1.2346]""", record["interval_95_per_hour"]!.ToJsonString());
        Assert.Equal("""{"noise":0.33,"words":1}""", record["false_alarms_per_hour_by_kind"]!.ToJsonString());
        Assert.Equal(
            """[{"scale":0.5,"miss_share":0.1235,"false_alarms_per_hour":0.988}]""",
            record["trade_off"]!.ToJsonString());
        Assert.Equal((0.6, 2, 3.33),
            ((double)record["false_alarms_per_hour_target"]!, (int)record["false_alarms"]!, (double)record["hours"]!));
        Assert.Equal(("It holds.", "what was heard"), ((string)record["statement"]!, (string)record["data"]!));
    }

    [Fact]
    public async Task WriteAsync_TwiceTheSame_IsTheSameFile()
    {
        using var package = new PackageCopy("tiny");
        await TunedManifest.WriteAsync(package.Folder, Tuning(new() { ["yes"] = 0.5f }), CancellationToken.None)
            .WithTimeout();
        var first = package.Now;
        await TunedManifest.WriteAsync(package.Folder, Tuning(new() { ["yes"] = 0.5f }), CancellationToken.None)
            .WithTimeout();
        Assert.Equal(first, package.Now);
    }

    private static TuningRecord Tuning(Dictionary<string, float> thresholds) => new(
        FalseAlarmsPerHourTarget: 0.6,
        SmoothingWindows: 9,
        Thresholds: thresholds,
        Misses: 1,
        Words: 10,
        FalseAlarmsBesideWords: 4,
        FalseAlarms: 2,
        Hours: 10 / 3.0,
        Interval95PerHour: [0.03453, 1.23456],
        FalseAlarmsPerHourByKind: new Dictionary<string, double> { ["noise"] = 1 / 3.0, ["words"] = 1 },
        TradeOff: [new TradeOffPoint(0.5, 0.12346, 0.98765)],
        Statement: "It holds.",
        Data: "what was heard");
}
