using System.Text.Json;
using Kws.Cli.CommandLine;
using Kws.Cli.Keywords;

namespace Kws.Cli.Tests.Packages;

/// <summary><c>kws evaluate</c> and <c>kws tune</c> with the shipped model on words that espeak-ng speaks.</summary>
public sealed class EvaluateEndToEndTests : IAsyncLifetime
{
    private static readonly string[] Words = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go", "house"];
    private readonly TemporaryFolder _clips = new();
    private readonly TemporaryFolder _models = new();

    public async Task InitializeAsync()
    {
        foreach (string word in Words)
        {
            Directory.CreateDirectory(_clips[word]);
            SpokenRecording spoken = await SpokenRecording.SpeakAsync([word], ["en-us"], seed: 1, default).WithTimeout();
            await File.WriteAllBytesAsync(Path.Combine(_clips[word], "a_nohash_0.wav"), spoken.Audio.ToWav()).WithTimeout();
        }
        string package = Repository.PathOf("models", "keyword-spotting", "tiny");
        string version = Directory.GetDirectories(package).Max()!;
        string copy = Path.Combine(_models.Path, "keyword-spotting", "tiny", Path.GetFileName(version));
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(version))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
    }

    public Task DisposeAsync()
    {
        _clips.Dispose();
        _models.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task FalseAlarms_OfSomeMinutes_AreCountedByKindWithTheirTradeOff()
    {
        KwsRun run = await RunAsync("evaluate", "false-alarms", _clips.Path, "--hours", "0.05", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement result = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(0.05, result.GetProperty("audio").GetProperty("all").GetProperty("hours").GetDouble(), 0.001);
        double[] rates = [.. result.GetProperty("trade_off").EnumerateArray().Select(point => point.GetProperty("false_alarms_an_hour").GetDouble())];
        Assert.True(rates.Length > 5);
        Assert.True(rates[0] <= rates[^1], "stricter thresholds raise fewer false alarms");

        KwsRun table = await RunAsync("evaluate", "false-alarms", _clips.Path, "--hours", "0.02");
        Assert.Contains("trade-off", table.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tune_WithWrite_PutsThresholdsIntoTheManifestAndSaysThatTheAudioIsTooShort()
    {
        KwsRun run = await RunAsync("tune", _clips.Path, "--hours", "0.05", "--false-alarms-per-hour", "0.1", "--write");
        Assert.True(run.ExitCode == 0, run.Error);
        string manifest = Directory.GetFiles(_models.Path, "manifest.json", SearchOption.AllDirectories).Single();
        JsonElement tuning = JsonDocument.Parse(await File.ReadAllTextAsync(manifest).WithTimeout()).RootElement.GetProperty("detection").GetProperty("tuning");
        Assert.Equal(0.1, tuning.GetProperty("false_alarms_per_hour_target").GetDouble());
        Assert.Matches("Too little audio|not reached", tuning.GetProperty("statement").GetString()!);
        Assert.Contains("Written to", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tune", "--hours", "0.05")]
    [InlineData("evaluate", "stream")]
    public async Task Command_FolderWithoutAKeyword_IsBadInput(params string[] command)
    {
        Directory.Delete(_clips["up"], recursive: true);
        KwsRun run = await RunAsync([.. command, _clips.Path]);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("clips of up", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FalseAlarms_FolderWithoutAKeyword_HasNoTradeOff()
    {
        Directory.Delete(_clips["up"], recursive: true);
        KwsRun run = await RunAsync("evaluate", "false-alarms", _clips.Path, "--hours", "0.02");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("no trade-off: the folder has no clip of up", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clips_OfAFolderThatIsNotThere_IsBadInput()
    {
        KwsRun run = await RunAsync("evaluate", "clips", _clips["nowhere"]);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("nowhere", run.Error, StringComparison.Ordinal);
    }

    private Task<KwsRun> RunAsync(params string[] arguments) => KwsRun.WithAsync([.. arguments, "--model", "tiny", "--models", _models.Path]);
}
