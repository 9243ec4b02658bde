using System.Text.Json;
using Kws.Cli.Speech;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Keywords;

/// <summary>
/// Commands against a real AudioInference process, with speech that espeak-ng makes or that was recorded.
/// </summary>
[Collection(AudioInferenceProcess.Shared)]
public sealed class ClassifyEndToEndTests(AudioInferenceProcess server) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kws-classify-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Classify_FolderOfSpokenWords_WritesKagglesCsv()
    {
        string[] words = ["yes", "no", "left", "stop"];
        foreach (var word in words)
            await SayAsync(word, $"{word}.wav");

        var run = await RunAsync("classify", _folder.FullName, "--csv", "-");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var lines = run.Out.Split('\n');
        Assert.Equal("fname,label", lines[0]);
        Assert.Equal(["left.wav", "no.wav", "stop.wav", "yes.wav", ""], lines[1..].Select(line => line.Split(',')[0]));
        // A made voice is no promise: one of the four may be taken for another word.
        Assert.InRange(words.Count(word => lines.Contains($"{word}.wav,{word}")), 3, 4);
    }

    [Fact]
    public async Task Classify_BadClipAmongGoodOnes_AnswersTheOthersAndNamesTheBadOne()
    {
        await SayAsync("yes", "a.wav");
        await File.WriteAllBytesAsync(PathOf("b.wav"), "RIFF, not really"u8.ToArray()).WithTimeout();
        await SayAsync("no", "c.wav");

        var run = await RunAsync("classify", PathOf("a.wav"), PathOf("b.wav"), PathOf("c.wav"), "--json");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(PathOf("b.wav"), run.Error, StringComparison.Ordinal);
        JsonElement[] lines = [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["yes", null, "no"],
            lines.Select(line => line.TryGetProperty("label", out var label) ? label.GetString() : null));
        Assert.True(lines[1].TryGetProperty("error", out _));
    }

    [SkippableFact]
    public async Task Classify_RealFlacClips_AreMostlyRight()
    {
        var clips = Directory.GetFiles(RealData.Require("speech", "validation", "yes")).Order(StringComparer.Ordinal)
            .Take(40).ToArray();

        var run = await RunAsync(["classify", .. clips, "--csv", "-"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.InRange(run.Out.Split('\n').Count(line => line.EndsWith(",yes", StringComparison.Ordinal)), 34, 40);
    }

    [Fact]
    public async Task ModelShow_PrintsTheManifestOfTheShippedModel()
    {
        var run = await RunAsync("model", "show", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("small", JsonDocument.Parse(run.Out).RootElement.GetProperty("name").GetString());
        Assert.Contains("small", (await RunAsync("model", "show")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--keywords", "maybe", "maybe")]
    [InlineData("--device-id", "no spaces", "device_id")]
    public async Task Listen_WhatTheServerRefuses_IsBadInputInItsWords(string option, string value, string named)
    {
        await SayAsync("yes", "a.wav");

        var run = await RunAsync("listen", PathOf("a.wav"), "--fast", option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_SpokenWords_AreHeard()
    {
        var run = await RunAsync("demo", "--words", "yes,no,left", "--fast", "--json");

        Assert.Equal(0, run.ExitCode);
        var json = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(3, json.GetProperty("spoken").GetInt32());
        Assert.InRange(json.GetProperty("right").GetInt32(), 2, 3);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private async Task SayAsync(string word, string name)
    {
        var spoken = await EspeakSpeech.SayAsync(word, "en-us", 150, 50, default).WithTimeout();
        await File.WriteAllBytesAsync(PathOf(name), spoken.ToWav()).WithTimeout();
    }

    private Task<KwsRun> RunAsync(params string[] arguments) =>
        KwsRun.WithAsync([.. arguments, "--server", server.Address]).WithTimeout(TimeSpan.FromSeconds(60));
}
