using System.Text.Json;
using Grpc.Core;
using Kws.Audio;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;
using Kws.TestSupport.Models;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Cli.Tests.Benchmarking;

/// <summary>A short run of each load test against a server of this process.</summary>
public sealed class BenchCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // Each look at the clock takes a while: a measurement of a second is over after some hundred pieces of work.
    private readonly FakeTimeProvider _timeProvider = new() { AutoAdvanceAmount = TimeSpan.FromMilliseconds(2) };

    public BenchCommandTests()
    {
        Directory.CreateDirectory(_folder["clips"]);
        File.WriteAllBytes(_folder["clips", "a.wav"], new Recording(16_000, new short[16_000]).ToWav());
        File.WriteAllBytes(_folder["a.jpg"], ScriptedSigns.PictureOf('A'));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task BenchClips_WithABareLoop_ReportsAllThreeWays()
    {
        var hearing = new ScriptedHearing();
        await using var host = await ScriptedHost.StartAsync(hearing);
        TinyKeywordModel.WritePackage(_folder["models"]);

        var run = await RunAsync(
            "bench", "clips", "--server", host.Address, "--audio", _folder["clips"], "--seconds", "1",
            "--concurrency", "4", "--connections", "2", "--bare-loop", "tiny", "--models", _folder["models"], "--json");

        Assert.Equal((ExitCode.Success, "warming up for 1 s, then measuring for 2 x 1 s\n"), (run.ExitCode, run.Error));
        JsonElement[] results = [.. run.Json.GetProperty("results").EnumerateArray()];
        Assert.Equal(["bare loop", "Classify", "ClassifyMany"],
            results.Select(result => result.GetProperty("call").GetString()));
        Assert.All(results, result => Assert.True(result.GetProperty("clips_per_second").GetDouble() > 0));
        Assert.Equal([4, 4], results[1..].Select(result => result.GetProperty("concurrency").GetInt32()));
        // The warm-up is answered too and not counted.
        Assert.InRange(results[1..].Sum(result => result.GetProperty("delay").GetProperty("count").GetInt64()), 1,
            hearing.Answered - 1);
    }

    [Fact]
    public async Task BenchClips_OneIsRefused_FailsWithTheServersReason()
    {
        var refusal = new Status(StatusCode.InvalidArgument, "wav: 1 s is not allowed; allowed: less");
        await using var host = await ScriptedHost.StartAsync(
            new ScriptedHearing { BeforeAnswer = _ => throw new RpcException(refusal) });
        await File.WriteAllBytesAsync(_folder["clips", "a.wav"], WavWriter.ToPcm16(16_000, new float[16_000]));

        var run = await RunAsync(
            "bench", "clips", "--server", host.Address, "--audio", _folder["clips"], "--seconds", "1");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.EndsWith($"kws: {refusal.Detail}\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BenchClips_OneIsNoAudio_IsRefusedNamingIt()
    {
        await File.WriteAllTextAsync(_folder["clips", "a.wav"], "noise");

        var run = await RunAsync(
            "bench", "clips", "--server", "http://127.0.0.1:1", "--audio", _folder["clips"], "--seconds", "1");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("a.wav", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BenchSign_ForPeople_IsATableWithTheMachine()
    {
        await using var host = await ScriptedHost.StartAsync(new ScriptedSigns());
        TinySignModel.WritePackage(_folder["models"]);

        var run = await RunAsync(
            "bench", "sign", "--vision-server", host.Address, "--images", _folder["a.jpg"], "--seconds", "1",
            "--concurrency", "2", "--bare-loop", "tiny", "--models", _folder["models"], "--server-pids",
            $"{Environment.ProcessId}");

        Assert.Equal((ExitCode.Success, "warming up for 1 s, then measuring for 1 s\n"), (run.ExitCode, run.Error));
        Assert.Matches(@"pictures/s │ of the bare loop │", run.Out);
        Assert.Matches(@"bare loop │.*│ +100 % │", run.Out);
        Assert.Matches(@"Classify +│ +2 │ +\d+\.\d │ +\d+ % │", run.Out);
        Assert.Equal(2, run.Out.Split("cores used by ").Length - 1);
        Assert.Contains("machine: ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BenchSign_WithoutPictures_SendsOneOfItsOwn()
    {
        var signs = new ScriptedSigns();
        await using var host = await ScriptedHost.StartAsync(signs);

        var run = await RunAsync("bench", "sign", "--vision-server", host.Address, "--seconds", "1", "--json");

        Assert.True(Assert.Single(run.Json.GetProperty("results").EnumerateArray()).GetProperty(
            "pictures_per_second").GetDouble() > 0);
        Assert.StartsWith("89504E470D0A1A0A", Convert.ToHexString(signs.Request!.Image.Data.Span),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clips", "sign-letters")]
    [InlineData("sign", "keyword-spotting")]
    public async Task Bench_BareLoopOfTheOtherTasksModel_IsBadInput(string bench, string task)
    {
        TinySignModel.WritePackage(_folder["models"]);
        TinyKeywordModel.WritePackage(_folder["models"]);

        var run = await RunAsync(
            "bench", bench, "--seconds", "1", "--bare-loop", _folder["models", task, "tiny", "1.0.0"]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("tiny", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BenchSpeech_Sentences_AreReportedAsTheOthersAre()
    {
        await using var host = await ScriptedHost.StartAsync(new ScriptedVoices());
        string[] arguments = ["bench", "speech", "--tts-server", host.Address, "--sentences", "5"];

        var run = await RunAsync([.. arguments, "--at-once", "2", "--json"]);
        var table = await RunAsync([.. arguments, "--concurrency", "3"]);

        Assert.Equal((ExitCode.Success, "warming up with a sentence, then measuring 5\n"), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                "sentences", "at_once", "first_audio_p50_ms", "first_audio_p95_ms", "first_audio_p99_ms",
                "speech_seconds_a_second",
                "slowest_real_time_factor", "cpu", "machine",
            ],
            run.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal((5, 2),
            (run.Json.GetProperty("sentences").GetInt32(), run.Json.GetProperty("at_once").GetInt32()));
        Assert.Matches(@"sentences, at once +│ +5, 3 │", table.Out);
        Assert.Contains("cores used by kws bench", table.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BenchStreams_AFewStreams_LoseNothing()
    {
        var spotter = new ScriptedSpotter();
        await using var host = await ScriptedHost.StartAsync(spotter);

        // On the real clock: what is measured is a pace.
        var run = await KwsRun.WithAsync(
            "bench", "streams", "--server", host.Address, "--audio", _folder["clips"], "--streams", "4",
            "--connections", "2", "--warm-up", "0", "--seconds", "1", "--spread-ms", "0", "--json").WithTimeout();

        var json = run.Json;
        Assert.Equal("opening 4 streams on 2 connections\nwarming up for 0 s, then measuring for 1 s\n", run.Error);
        Assert.Equal(0, json.GetProperty("undecided_samples").GetInt64());
        Assert.Empty(json.GetProperty("failures").EnumerateObject());
        Assert.True(json.GetProperty("expected_chunks").GetInt64() >= 4 * 30);
        Assert.InRange(json.GetProperty("chunks").GetInt64(), 1, json.GetProperty("expected_chunks").GetInt64() + 8);
        Assert.InRange(json.GetProperty("from_sent").GetProperty("count").GetInt64(), 1, 4 * 11);
        Assert.Equal(["bench-0", "bench-1", "bench-2", "bench-3"],
            spotter.Configs.Select(config => config.DeviceId).Order());
    }

    [Fact]
    public async Task BenchStreams_StreamsThatEndEarly_FailAndAreCountedByReason()
    {
        var spotter = new ScriptedSpotter
        {
            BeforeChunk = (_, _, _) =>
            throw new Grpc.Core.RpcException(new Grpc.Core.Status(Grpc.Core.StatusCode.Unavailable, "drains"))
        };
        await using var host = await ScriptedHost.StartAsync(spotter);

        var run = await KwsRun.WithAsync(
            "bench", "streams", "--server", host.Address, "--audio", _folder["clips"], "--streams", "2",
            "--connections", "1", "--warm-up", "0", "--seconds", "1").WithTimeout();

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Matches(@"streams that failed +│ 2", run.Out);
        Assert.Matches(@"2 times +│ Unavailable: drains", run.Out);
    }

    private Task<KwsRun> RunAsync(params string[] arguments) =>
        KwsRun.InAsync(context => context with { Time = _timeProvider }, arguments).WithTimeout();
}
