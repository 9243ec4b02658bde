using System.Globalization;
using System.Text.Json;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Tests.Packages;

/// <summary><c>kws evaluate false-alarms --talk</c> on words by espeak-ng that stand for talk.</summary>
public sealed class EvaluateTalkTests : IClassFixture<SpokenClips>, IDisposable
{
    private readonly SpokenClips _clips;
    private readonly PackageCopy _package = new();
    private readonly TemporaryFolder _talk = new();

    public EvaluateTalkTests(SpokenClips clips)
    {
        _clips = clips;
        foreach (var word in (string[])["yes", "left", "right", "stop", "go", "house"])
        {
            Directory.CreateDirectory(_talk["orders"]);
            File.Copy(Path.Combine(clips.Path, word, "a_nohash_0.wav"), _talk["orders", $"{word}.wav"]);
        }
        Directory.CreateDirectory(_talk["librispeech"]);
        File.Copy(Path.Combine(clips.Path, "down", "a_nohash_0.wav"), _talk["librispeech", "103-1-1.wav"]);
    }

    public void Dispose()
    {
        _package.Dispose();
        _talk.Dispose();
    }

    [Fact]
    public async Task Talk_WhatWasJudgedToBeAWord_IsNoFalseAlarmAnyMore()
    {
        var unjudged = await JsonAsync("--write");
        var alarms = unjudged.GetProperty("events").EnumerateArray()
            .Select(e => (File: e.GetProperty("file").GetString()!, Label: e.GetProperty("label").GetString()!,
                Seconds: e.GetProperty("seconds").GetDouble())).ToList();
        Assert.True(alarms.Count > 2, $"only {alarms.Count} of 6 keywords were heard");
        var all = unjudged.GetProperty("talk").GetProperty("all");
        Assert.Equal((7, alarms.Count, alarms.Count), (all.GetProperty("files").GetInt32(),
            all.GetProperty("false_alarms").GetInt32(), all.GetProperty("not_listened_to").GetInt32()));
        Assert.Equal(7 / 3600.0, all.GetProperty("hours").GetDouble(), 1e-6);
        var metric = Assert.Single(_package.Manifest.Metrics, m => m.Name == "false_alarms_per_hour.talk");
        Assert.Equal(all.GetProperty("false_alarms_an_hour").GetDouble(), metric.Value, 0.01);
        Assert.Contains(_package.Manifest.Metrics, m => m.Name == "false_alarms_per_hour.talk.orders");

        await File.WriteAllLinesAsync(_talk["heard.csv"], alarms.Select(alarm => string.Create(
            CultureInfo.InvariantCulture, $"{alarm.File},{alarm.Label},{alarm.Seconds},{alarm.Seconds},word"))
            .Prepend("gone.wav,yes,1,2,word").Prepend("file,label,start_s,end_s,judged")).WithTimeout();
        var judged = (await JsonAsync()).GetProperty("talk").GetProperty("all");
        Assert.Contains("warning: gone.wav was judged and is not there", (await RunAsync()).Error,
            StringComparison.Ordinal);
        Assert.Equal((0, alarms.Count), (judged.GetProperty("false_alarms").GetInt32(),
            judged.GetProperty("really_said").GetInt32()));
    }

    [Fact]
    public async Task Talk_Table_HasSourcesIntervalAndEachFalseAlarm()
    {
        var run = await RunAsync("--list");

        Assert.True(run.ExitCode == 0, run.Error);
        foreach (var text in (string[])["librispeech", "orders", "95 % interval", "false alarms that nobody has",
            "orders/"])
        {
            Assert.Contains(text, run.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Talk_Part_IsThatOfItsSpeakers()
    {
        var tune = (await JsonAsync("--part", "tune")).GetProperty("talk").GetProperty("all").GetProperty("files");
        var train = (await JsonAsync("--part", "train")).GetProperty("talk").GetProperty("all").GetProperty("files");

        Assert.Equal(7, tune.GetInt32() + train.GetInt32());
        Assert.InRange(tune.GetInt32(), 1, 6);
    }

    // Every word of the talk is an alarm, until somebody says that it was said.
    [Trait("Duration", "Long")]
    [Fact]
    public async Task Tune_WithTalk_RaisesThresholdsUntilItIsQuiet()
    {
        var quiet = await TuneAsync("--write");
        await File.WriteAllLinesAsync(_talk["heard.csv"],
        [
            "file,label,start_s,end_s,judged",
            .. Directory.GetFiles(_talk.Path, "*.wav", SearchOption.AllDirectories).SelectMany(file =>
                SpokenClips.Keywords.Select(word => $"{Path.GetRelativePath(_talk.Path, file)},{word},0,1,word")),
        ]).WithTimeout();
        var said = await TuneAsync();

        Assert.Equal(0, quiet.GetProperty("talk").GetProperty("false_alarms").GetInt32());
        Assert.Equal(0, said.GetProperty("talk").GetProperty("false_alarms").GetInt32());
        Assert.True(Sum(quiet) > Sum(said) + 0.5, $"{Sum(quiet)} with alarms in talk, {Sum(said)} without");
        var tuning = JsonElement.Parse(_package.Manifest.Json).GetProperty("detection").GetProperty("tuning");
        Assert.Equal(2, tuning.GetProperty("talk").GetProperty("false_alarms_per_hour_target").GetDouble());

        static double Sum(JsonElement tuned) =>
            tuned.GetProperty("thresholds").EnumerateObject().Sum(label => label.Value.GetDouble());
    }

    [Fact]
    public async Task Tune_PartWithoutTalk_IsBadInput()
    {
        var run = await _package.RunAsync(["tune", _clips.Path, "--noise", _clips.Noise, "--part", "tune"]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("--part: 'tune' is not allowed; it is for --talk FOLDER", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seed: '3' is not allowed; it is for synthetic audio", "--seed", "3")]
    [InlineData("--noise: 'x' is not allowed; it is for synthetic audio", "--noise", "x")]
    [InlineData("FOLDER: 'clips' is not allowed; clips are for synthetic audio", "clips")]
    [InlineData("--heard: 'nowhere.csv' is not allowed; it must be an existing CSV file", "--heard", "nowhere.csv")]
    [InlineData("'test'", "--part", "test")]
    public async Task Talk_WhatWouldBeLeftOut_IsBadInput(string fault, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Out));
        Assert.Contains(fault, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FOLDER: '' is not allowed; it must be a folder of clips")]
    [InlineData("--list: '' is not allowed; it is for --talk FOLDER", "clips", "--list")]
    [InlineData("--talk: 'nowhere' is not allowed; no folder 'nowhere'", "--talk", "nowhere")]
    public async Task FalseAlarms_WithoutATalkFolder_IsBadInput(string fault, params string[] arguments)
    {
        var run = await _package.RunAsync(["evaluate", "false-alarms", .. arguments]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(fault, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Talk_FileThatIsNoAudio_IsBadInputThatNamesIt()
    {
        await File.WriteAllTextAsync(_talk["orders", "broken.opus"], "no audio at all").WithTimeout();

        var run = await RunAsync();

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("broken.opus", run.Error, StringComparison.Ordinal);
    }

    private async Task<JsonElement> TuneAsync(params string[] arguments)
    {
        var run = await _package.RunAsync(["tune", _clips.Path, "--noise", _clips.Noise, "--hours", "0.05",
            "--recordings", "1", "--most-misses", "1", "--talk", _talk.Path, "--part", "all", "--json", .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonElement.Parse(run.Out);
    }

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var run = await RunAsync([.. arguments, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonElement.Parse(run.Out);
    }

    private Task<KwsRun> RunAsync(params string[] arguments) =>
        _package.RunAsync(["evaluate", "false-alarms", "--talk", _talk.Path, .. arguments]);
}
