using System.Text.Json.Nodes;
using Kws.Models;

namespace Kws.Evaluation.Tests;

public class MeasuredManifestTests
{
    public static TheoryData<string> Packages => PackageCopy.Names;

    [Theory]
    [MemberData(nameof(Packages))]
    public async Task WriteAsync_NoMetrics_LeavesTheManifestByteForByte(string name)
    {
        using var package = new PackageCopy(name);
        await MeasuredManifest.WriteAsync(package.Folder, [], CancellationToken.None).WithTimeout();
        Assert.Equal(package.Before, package.Now);
    }

    [Fact]
    public async Task WriteAsync_WhatIsThereAlready_LeavesTheManifestByteForByte()
    {
        using var package = new PackageCopy("small");
        ModelMetric[] streams = [.. package.Load().Metrics.Where(metric => StreamMetrics.IsOfKnownWords(metric.Name))];
        Assert.Equal(4, streams.Length);
        // What is written goes to the end, and stands there already the second time.
        await MeasuredManifest.WriteAsync(package.Folder, streams, CancellationToken.None).WithTimeout();
        var once = package.Now;
        await MeasuredManifest.WriteAsync(package.Folder, streams, CancellationToken.None).WithTimeout();
        Assert.Equal(once, package.Now);
        Assert.Equal(package.Before.Length, once.Length);
    }

    [Fact]
    public async Task WriteAsync_OutdatedNames_AreTakenOut()
    {
        using var package = new PackageCopy("small");
        await MeasuredManifest.WriteAsync(package.Folder, [new("false_alarms_per_hour.talk", 1, "d", 2)], default,
            StreamMetrics.IsOfTalk).WithTimeout();
        Assert.Equal(1, Assert.Single(package.Load().Metrics, metric => StreamMetrics.IsOfTalk(metric.Name)).Value);
        Assert.Contains(package.Load().Metrics, metric => StreamMetrics.IsOfKnownWords(metric.Name));
    }

    [Fact]
    public async Task WriteAsync_NewFigures_ReplaceThoseOfTheirNamesAndThePackageStaysSound()
    {
        using var package = new PackageCopy("tiny");
        var misses = new ModelMetric("stream.miss_share", 1.0 / 3, "a made-up stream", 3);
        var extra = new ModelMetric("stream.extra", 7, "the same", 1);
        await MeasuredManifest.WriteAsync(package.Folder, [misses, extra], CancellationToken.None).WithTimeout();
        var manifest = package.Load();
        Assert.Equal(misses with { Value = 0.3333 },
            Assert.Single(manifest.Metrics, metric => metric.Name == misses.Name));
        Assert.Equal(extra, manifest.Metrics[^1]);
        var now = package.Json;
        var before = package.JsonBefore;
        Assert.Equal(before["metrics"]!.AsArray().Count + 1, now["metrics"]!.AsArray().Count);
        before.Remove("metrics");
        now.Remove("metrics");
        Assert.True(JsonNode.DeepEquals(before, now), "something besides the metrics changed");
    }

    [Fact]
    public async Task WriteAsync_ManifestWithoutMetrics_GetsThem()
    {
        using var package = new PackageCopy("tiny");
        var manifest = package.Json;
        manifest.Remove("metrics");
        await File.WriteAllTextAsync(Path.Combine(package.Folder, "manifest.json"), manifest.ToJsonString())
            .WithTimeout();
        await MeasuredManifest.WriteAsync(package.Folder, [new("m", 1, "d", 2)], CancellationToken.None).WithTimeout();
        Assert.Equal(new ModelMetric("m", 1, "d", 2), Assert.Single(package.Load().Metrics));
    }

    [Fact]
    public async Task WriteAsync_Cancelled_LeavesTheOldManifestAndNothingBeside()
    {
        using var package = new PackageCopy("tiny");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => MeasuredManifest.WriteAsync(package.Folder, [new("m", 1, "d", 2)],
                new CancellationToken(canceled: true))).WithTimeout();
        Assert.Equal(package.Before, package.Now);
        Assert.Equal(["manifest.json", "model.onnx"],
            Directory.GetFiles(package.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
