using System.Text.Json;
using Kws.Cli.CommandLine;
using Kws.Models;
using Kws.TestSupport.Models;

namespace Kws.Cli.Tests.Packages;

/// <summary><c>kws evaluate</c> and <c>kws tune</c> with a copy of a shipped model on words that espeak-ng
/// speaks.</summary>
public sealed class EvaluateEndToEndTests(SpokenClips clips) : IClassFixture<SpokenClips>, IDisposable
{
    private readonly PackageCopy _package = new();
    private readonly TemporaryFolder _models = new();

    public void Dispose()
    {
        _package.Dispose();
        _models.Dispose();
    }

    [Fact]
    public async Task Clips_Json_HoldsAccuracyAndConfusion()
    {
        var run = await RunAsync("evaluate", "clips", clips.Path, "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        var result = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(11 + 10, result.GetProperty("total").GetInt32());
        Assert.InRange(result.GetProperty("accuracy").GetDouble(), 0.7, 1);
        Assert.Equal(12, result.GetProperty("confusion").GetArrayLength());
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Stream_WithWrite_PrintsTheScoreAndPutsItIntoTheManifest()
    {
        var run = await RunAsync("evaluate", "stream", clips.Path, "--seeds", "2", "--json", "--write");
        Assert.True(run.ExitCode == 0, run.Error);
        var score = JsonDocument.Parse(run.Out).RootElement;
        var misses = score.GetProperty("misses").GetInt32();
        Assert.Equal((100, misses),
            (score.GetProperty("words").GetInt32(), score.GetProperty("missed").GetArrayLength()));
        var bySeed = score.GetProperty("by_seed").EnumerateArray().ToList();
        Assert.Equal([1, 2], bySeed.Select(one => one.GetProperty("seed").GetInt32()));
        Assert.Equal(misses, bySeed.Sum(one => one.GetProperty("misses").GetInt32()));
        Assert.InRange(misses / 100.0, score.GetProperty("miss_interval95")[0].GetDouble(),
            score.GetProperty("miss_interval95")[1].GetDouble());
        ModelMetric metric = Assert.Single(Manifest().Metrics, metric => metric.Name == "stream.miss_share");
        Assert.Equal((misses / 100.0, 100), (metric.Value, metric.Samples));
        Assert.Contains("Written to", run.Error, StringComparison.Ordinal);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Stream_Table_HasEachSeedAndTheIntervalOfMisses()
    {
        var run = await RunAsync("evaluate", "stream", clips.Path, "--seeds", "2", "--seed", "7");
        Assert.True(run.ExitCode == 0, run.Error);
        foreach (var text in (string[])["seed 7", "seed 8", "all", "of 100: ", "% to ", "of a recording's 50."])
            Assert.Contains(text, run.Out, StringComparison.Ordinal);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task FalseAlarms_OfSomeMinutes_AreCountedByKindWithTheirTradeOff()
    {
        var run = await RunAsync("evaluate", "false-alarms", clips.Path, "--hours", "0.05", "--recordings", "1",
            "--text", "everyday", "--json", "--write");
        Assert.True(run.ExitCode == 0, run.Error);
        var result = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(0.05, result.GetProperty("audio").GetProperty("all").GetProperty("hours").GetDouble(), 0.001);
        double[] rates = [.. result.GetProperty("trade_off").EnumerateArray()
            .Select(point => point.GetProperty("false_alarms_an_hour").GetDouble())];
        Assert.True(rates.Length > 5);
        Assert.True(rates[0] <= rates[^1], "stricter thresholds raise fewer false alarms");
        Assert.Equal(3, Assert.Single(Manifest().Metrics,
            metric => metric.Name == "false_alarms_per_hour.synthetic").Samples);
        Assert.DoesNotContain(Manifest().Metrics, metric => metric.Name == "false_alarms_per_hour");
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Tune_WithWrite_PutsThresholdsIntoTheManifestAndSaysThatTheAudioIsTooShort()
    {
        var run = await RunAsync("tune", clips.Path, "--hours", "0.05", "--recordings", "1",
            "--false-alarms-per-hour", "0.1", "--smoothing-windows", "5", "--write");
        Assert.True(run.ExitCode == 0, run.Error);
        var detection = Manifest().Detection!;
        Assert.Equal((5, 10), (detection.SmoothingWindows, detection.Thresholds.Count));
        Assert.DoesNotContain(Manifest().Metrics, metric => metric.Name == "stream.miss_share");
        var tuning = JsonDocument.Parse(Manifest().Json).RootElement.GetProperty("detection")
            .GetProperty("tuning");
        Assert.Equal(0.1, tuning.GetProperty("false_alarms_per_hour_target").GetDouble());
        Assert.Matches("Too little audio|not reached", tuning.GetProperty("statement").GetString()!);
        Assert.Contains("Written to", run.Out, StringComparison.Ordinal);
        Assert.Contains("trade-off", run.Out, StringComparison.Ordinal);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Tune_PackageWithAVerifier_FitsAndWritesBothThresholds()
    {
        var package = VerifiedPackage();
        var run = await KwsRun.WithAsync("tune", clips.Path, "--model", package, "--noise", clips.Noise, "--hours",
            "0.05", "--recordings", "1", "--write").WithTimeout(TimeSpan.FromMinutes(2));
        Assert.True(run.ExitCode == 0, run.Error);
        var manifest = ModelPackage.Load(package).Manifest;
        Assert.Equal(manifest.Labels.Skip(2), manifest.Verifier!.Thresholds.Keys);
        Assert.Equal((198, 6), (manifest.Verifier.Frames, manifest.Verifier.Looks));
        Assert.Matches("keyword +│ threshold │ verifier", run.Out);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Stream_WithoutTheVerifier_IsScoredByTheFirstNetworkAlone()
    {
        var package = VerifiedPackage();
        string[] evaluate =
        [
            "evaluate", "stream", clips.Path, "--seeds", "1", "--model", package, "--noise", clips.Noise, "--json",
        ];
        var with = await KwsRun.WithAsync(evaluate).WithTimeout(TimeSpan.FromMinutes(2));
        var without = await KwsRun.WithAsync([.. evaluate, "--without-verifier"]).WithTimeout(TimeSpan.FromMinutes(2));
        var refused = await KwsRun.WithAsync([.. evaluate, "--without-verifier", "--write"]).WithTimeout();
        Assert.True(with.ExitCode == 0 && without.ExitCode == 0, with.Error + without.Error);
        // What the tones of the tiny model hear in speech the verifier hears too, or less.
        Assert.InRange(Events(with), 0, Events(without));
        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains("--without-verifier: 'given with --write' is not allowed", refused.Error,
            StringComparison.Ordinal);

        static int Events(KwsRun run) => run.Json.GetProperty("hits").GetInt32()
            + run.Json.GetProperty("false_alarms").GetInt32();
    }

    [Theory]
    [InlineData("tune", "--hours", "0.05")]
    [InlineData("evaluate", "stream", "--write")]
    public async Task Command_FolderWithoutAKeyword_IsBadInputAndWritesNothing(params string[] command)
    {
        var run = await RunAsync([.. command, clips.WithoutUp]);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("clips of up", run.Error, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(PackageCopy.Shipped, "manifest.json")).WithTimeout(),
            Manifest().Json);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("101")]
    public async Task Tune_SmoothingBelowTheEarlyAnswersOrTooLong_IsBadInput(string windows)
    {
        var run = await RunAsync("tune", clips.Path, "--smoothing-windows", windows);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains($"--smoothing-windows: '{windows}' is not allowed; it must be 4 to 100", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task FalseAlarms_FolderWithoutAKeyword_HasNoTradeOff()
    {
        var run = await RunAsync("evaluate", "false-alarms", clips.WithoutUp, "--hours", "0.02");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("no trade-off: the folder has no clip of up", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clips_OfAFolderThatIsNotThere_IsBadInput()
    {
        var run = await RunAsync("evaluate", "clips", Path.Combine(clips.Path, "nowhere"));
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("nowhere", run.Error, StringComparison.Ordinal);
    }

    private ModelManifest Manifest() => _package.Manifest;

    private Task<KwsRun> RunAsync(params string[] arguments) =>
        _package.RunAsync([.. arguments, "--noise", clips.Noise]);

    private string VerifiedPackage() =>
        TinyKeywordModel.WritePackage(_models.Path, "verified", verifier: TinyVerifier.Section());
}
