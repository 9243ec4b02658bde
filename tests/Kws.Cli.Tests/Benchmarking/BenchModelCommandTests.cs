using System.Text.Json;
using System.Text.Json.Nodes;
using Kws.TestSupport.Models;

namespace Kws.Cli.Tests.Benchmarking;

[Trait("Duration", "Long")]
public sealed class BenchModelCommandTests
{
    [Fact]
    public async Task BenchModel_OfTheShippedModel_MeetsTheBudgetAndAllocatesNothing()
    {
        var run = await KwsRun.WithAsync("bench", "model", "small", "--models", Repository.PathOf("models"),
            "--seconds", "0.2", "--json").WithTimeout();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var json = JsonDocument.Parse(run.Out).RootElement;
        Assert.All(json.GetProperty("budgets").EnumerateArray(), budget =>
            Assert.True(budget.GetProperty("is_met").GetBoolean()));
        Assert.All(json.GetProperty("latencies").EnumerateArray(), latency =>
            Assert.Equal(0, latency.GetProperty("allocated_bytes").GetInt64()));
        Assert.InRange(json.GetProperty("parameters").GetInt64(), 1, 100_000);
    }

    [Fact]
    public async Task BenchModel_OfAPackageWithAVerifier_TellsItsSizeAndWhatALookTakes()
    {
        using var models = new TemporaryFolder();
        var folder = TinyKeywordModel.WritePackage(models.Path, verifier: TinyVerifier.Section(looks: 4));

        var run = await KwsRun.WithAsync("bench", "model", folder, "--seconds", "0.1", "--json").WithTimeout();
        var table = await KwsRun.WithAsync("bench", "model", folder, "--seconds", "0.1").WithTimeout();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var verifier = JsonDocument.Parse(run.Out).RootElement.GetProperty("verifier");
        Assert.Equal((new FileInfo(Path.Combine(folder, "verifier.onnx")).Length, 198, 4), (
            verifier.GetProperty("bytes").GetInt64(), verifier.GetProperty("frames").GetInt32(),
            verifier.GetProperty("looks").GetInt32()));
        var latency = verifier.GetProperty("latency");
        Assert.Equal(0, latency.GetProperty("allocated_bytes").GetInt64());
        Assert.True(latency.GetProperty("per_item_ms").GetDouble() > 0, run.Out);
        Assert.Contains("hears 198 frames, up to 4 looks a word", table.Out, StringComparison.Ordinal);
        Assert.Contains("a second look", table.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BenchModel_OfAPackageThatStreams_TellsWhatAStepTakes()
    {
        using var models = new TemporaryFolder();
        var folder = TinyKeywordModel.WritePackage(models.Path, streams: true);

        var run = await KwsRun.WithAsync("bench", "model", folder, "--seconds", "0.1", "--json").WithTimeout();
        var table = await KwsRun.WithAsync("bench", "model", folder, "--seconds", "0.1").WithTimeout();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var steps = JsonDocument.Parse(run.Out).RootElement.GetProperty("steps").EnumerateArray().ToArray();
        Assert.Equal([1, 32], steps.Select(step => step.GetProperty("batch").GetInt32()));
        Assert.All(steps, step => Assert.Equal(0, step.GetProperty("allocated_bytes").GetInt64()));
        Assert.Contains("32, a step", table.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 3)]
    public async Task BenchModel_OfAPackageThatHearsUnclearClipsAgain_TellsWhatThatTakes(bool hasNetwork, int places)
    {
        using var models = new TemporaryFolder();
        var clips = new JsonObject { ["unsure_below"] = 0.9, ["shift_frames"] = new JsonArray(-3, 3) };
        if (hasNetwork)
            clips["file"] = "clips.onnx";
        var folder = TinyKeywordModel.WritePackage(models.Path, clips: clips);

        var run = await KwsRun.WithAsync("bench", "model", folder, "--seconds", "0.1", "--json").WithTimeout();
        var table = await KwsRun.WithAsync("bench", "model", folder, "--seconds", "0.1").WithTimeout();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var cost = JsonDocument.Parse(run.Out).RootElement.GetProperty("clips");
        Assert.Equal(places, cost.GetProperty("places").GetInt32());
        Assert.Equal(places, cost.GetProperty("latency").GetProperty("batch").GetInt32());
        Assert.Equal(hasNetwork, cost.TryGetProperty("bytes", out _));
        Assert.Contains("an unclear clip", table.Out, StringComparison.Ordinal);
        Assert.Contains($"heard at {places} more places", table.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BenchModel_UnknownModel_IsRefusedNamingWhatThereIs()
    {
        var run = await KwsRun.WithAsync("bench", "model", "nowhere", "--models", Repository.PathOf("models"))
            .WithTimeout();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("nowhere", run.Error, StringComparison.Ordinal);
        Assert.Contains("small", run.Error, StringComparison.Ordinal);
    }
}
