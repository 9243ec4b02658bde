using System.Diagnostics;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Keywords;

/// <summary>What <c>kws classify</c> makes of files before it sends them. The scripted service takes messages of
/// 4 MiB.</summary>
public sealed class ClassifyInputTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedHearing _hearing = new();
    private ScriptedHost? _host;

    public async Task InitializeAsync()
    {
        _host = await ScriptedHost.StartAsync(_hearing);
        foreach (var name in new[] { "a.wav", "z.wav" })
            await File.WriteAllBytesAsync(_folder[name], new Recording(16_000, new short[160]).ToWav());
    }

    public async Task DisposeAsync()
    {
        await _host!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Classify_StereoClipLargerThanAMessage_IsSentAsMono()
    {
        await File.WriteAllBytesAsync(_folder["m.wav"], Stereo(48_000, new short[48_000 * 24], left: 1, right: 1));

        var run = await RunAsync();

        Assert.Equal((ExitCode.Success, "", 3), (run.ExitCode, run.Error, _hearing.Answered));
    }

    [Fact]
    public async Task Classify_ClipsThatNoMessageHolds_AreNamedAndTheOthersAreAnswered()
    {
        var large = new Recording(48_000, new short[48_000 * 50]).ToWav();
        await File.WriteAllBytesAsync(_folder["b.wav"], large);
        await File.WriteAllBytesAsync(_folder["m.wav"], large);

        var run = await RunAsync("--json");

        Assert.True(run.ExitCode == ExitCode.BadInput, run.Error);
        Assert.Equal(["a.wav", "b.wav", "m.wav", "z.wav"],
            run.JsonLines.Select(line => Path.GetFileName(line.GetProperty("file").GetString())));
        Assert.Equal([false, true, true, false], run.JsonLines.Select(line => line.TryGetProperty("error", out _)));
        Assert.Contains($"kws: {_folder["m.wav"]}: it is longer than the server takes at once: ", run.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("later", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_ServerEndsTheCallEarlyOnce_EveryClipIsAnswered()
    {
        var calls = 0;
        _hearing.EndsEarly = () => Interlocked.Increment(ref calls) == 2;

        var run = await RunAsync("--json");

        Assert.Equal((ExitCode.Success, "", 2), (run.ExitCode, run.Error, _hearing.Answered));
        Assert.Equal(["a.wav", "z.wav"],
            run.JsonLines.Select(line => Path.GetFileName(line.GetProperty("file").GetString())));
    }

    [Fact]
    public async Task Classify_ServerEndsEveryCallEarly_FailsAndSaysWhereToLook()
    {
        _hearing.EndsEarly = () => true;

        var run = await RunAsync();

        Assert.Equal((ExitCode.Failure, 0), (run.ExitCode, _hearing.Answered));
        Assert.Contains("ended the call before all clips were answered", run.Error, StringComparison.Ordinal);
        Assert.Contains("server's log", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Classify_ChannelsThatCancelEachOtherOut_AreHeardWithAWarning()
    {
        short[] tone = [.. Enumerable.Range(0, 1_600).Select(n => (short)(8_000 * Math.Sin(n / 5.0)))];
        await File.WriteAllBytesAsync(_folder["m.wav"], Stereo(16_000, tone, left: 1, right: -1));

        var run = await RunAsync("--json");

        const string Warning = "channel 1 of 2 is heard alone: the mean of all is more than 6 dB below it";
        Assert.Equal((ExitCode.Success, $"kws: {_folder["m.wav"]}: warning: {Warning}\n"), (run.ExitCode, run.Error));
        Assert.Equal(Warning, run.JsonLines[1].GetProperty("warnings")[0].GetString());
        Assert.False(run.JsonLines[0].TryGetProperty("warnings", out _));
    }

    [Fact]
    public async Task Classify_RateBeyondWhatIsSent_TellsPositionsInTheFile()
    {
        await File.WriteAllBytesAsync(_folder["m.wav"], new Recording(96_000, new short[9_600]).ToWav());

        var run = await RunAsync("--json");

        Assert.Equal([160, 320, 160],
            run.JsonLines.Select(line => line.GetProperty("best_window_first_sample").GetInt32()));
    }

    [SkippableFact]
    public async Task Classify_FlacThatIsNamedWav_IsDecoded()
    {
        using (var flac = StartFlac())
        {
            await flac.WaitForExitAsync().WithTimeout();
            Assert.Equal(0, flac.ExitCode);
        }
        File.Move(_folder["m.flac"], _folder["m.wav"]);

        var run = await RunAsync();

        Assert.Equal((ExitCode.Success, 3), (run.ExitCode, _hearing.Answered));
    }

    private Process StartFlac()
    {
        try
        {
            return Process.Start("flac", ["-s", _folder["a.wav"], "-o", _folder["m.flac"]]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new SkipException("flac is not installed");
        }
    }

    /// <summary>A WAV of two channels, each the samples times a factor.</summary>
    private static byte[] Stereo(int rate, short[] samples, int left, int right)
    {
        var wav = new Recording(rate, [.. samples.SelectMany(x => new[] { (short)(x * left), (short)(x * right) })])
            .ToWav();
        (wav[22], wav[32]) = (2, 4);
        return wav;
    }

    private Task<KwsRun> RunAsync(params string[] options) =>
        KwsRun.WithAsync(["classify", _folder.Path, "--server", _host!.Address, .. options]).WithTimeout();
}
