using System.IO.Pipes;
using System.Text.Json;
using Grpc.Core;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Tests.Hosts;
using Microsoft.Win32.SafeHandles;

namespace Kws.Cli.Tests.Keywords;

public sealed class ListenCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kws-listen-");
    private readonly ScriptedSpotter _spotter = new();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Listen_File_PrintsEachWordOnceInOrder()
    {
        await using var host = await ScriptedHost.StartAsync(_spotter);

        var run = await ListenAsync(host, CountedAudio.WriteTo(_folder, 3.5), "--fast", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["word1", "word2", "word3"], Words(run));
        Assert.Equal(28000, Event(run, "finished").GetProperty("samples").GetInt64());
        Assert.Empty(_spotter.Faults);
    }

    [Fact]
    public async Task Listen_ReaderOfItsOutputGoesWhileAudioGoesOn_Ends()
    {
        await using var host = await ScriptedHost.StartAsync(_spotter);
        var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        await using var output = new StreamWriter(new StandardOutput.PipeStream(
            new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false)))
        { AutoFlush = true };
        // The reader is gone before the first word.
        pipe.DisposeLocalCopyOfClientHandle();

        var run = await KwsRun.InAsync(
            context => context with { Out = output, OpenStandardInput = () => File.OpenRead("/dev/zero") },
            "listen", "-", "--fast", "--server", host.Address).WithTimeout();

        Assert.Equal(ExitCode.ReaderGone, run.ExitCode);
        Assert.DoesNotContain("kws:", run.Error, StringComparison.Ordinal);
        pipe.Dispose();
    }

    [Fact]
    public async Task Listen_ServerKilledAndStartedAgain_ReportsEveryWordOnce()
    {
        var first = await ScriptedHost.StartAsync(_spotter);
        var port = first.Port;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _spotter.BeforeChunk = async (session, position, context) =>
        {
            if (session == 1 && position >= 20_000)
            {
                reached.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }
        };

        var running = ListenAsync(first, CountedAudio.WriteTo(_folder, 6.2), "--fast", "--json");
        await reached.Task.WithTimeout();
        await first.DisposeAsync();
        await using var second = await ScriptedHost.StartAsync(_spotter, port);
        var run = await running.WithTimeout();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["word1", "word2", "word3", "word4", "word5", "word6"], Words(run));
        Assert.Equal(1, Event(run, "finished").GetProperty("reconnects").GetInt32());
        Assert.Equal(0, Event(run, "finished").GetProperty("lost_samples").GetInt64());
        Assert.Empty(_spotter.Faults);
        Assert.Equal(_spotter.Configs[0].RecordingId, _spotter.Configs[1].RecordingId);
        // 0 when the server went before the device had read an acknowledgement.
        Assert.InRange(_spotter.Configs[1].ResumeSample, 0, 20_000);
    }

    [Fact]
    public async Task Listen_ServerDrains_ResumesWhereTheTrailerSays()
    {
        _spotter.BeforeChunk = (session, position, context) =>
        {
            if (session != 1 || position < 20_000)
                return Task.CompletedTask;
            context.ResponseTrailers.Add("kws-resume-sample", "16000");
            throw new RpcException(new Status(StatusCode.Unavailable, "the server drains; resume from sample 16000"));
        };
        await using var host = await ScriptedHost.StartAsync(_spotter);

        var run = await ListenAsync(host, CountedAudio.WriteTo(_folder, 4), "--fast", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["word1", "word2", "word3", "word4"], Words(run));
        Assert.Equal(16_000, _spotter.Configs[1].ResumeSample);
    }

    [Fact]
    public async Task Listen_ServerRefuses_IsBadInputWithTheServersWords()
    {
        _spotter.BeforeChunk = (_, _, _) =>
            throw new RpcException(
                new Status(StatusCode.InvalidArgument, "config.keywords[0] is 'maybe'; allowed: yes, no"));
        await using var host = await ScriptedHost.StartAsync(_spotter);

        var run = await ListenAsync(host, CountedAudio.WriteTo(_folder, 1), "--fast", "--keywords", "maybe");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("config.keywords[0] is 'maybe'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_NoServer_FailsSayingHowToStartOne()
    {
        int port;
        await using (var gone = await ScriptedHost.StartAsync(_spotter))
            port = gone.Port;

        var run = await KwsRun.WithAsync("listen", CountedAudio.WriteTo(_folder, 1), "--server",
            $"http://127.0.0.1:{port}").WithTimeout();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"not reachable at http://127.0.0.1:{port}", run.Error, StringComparison.Ordinal);
        Assert.Contains("./run.sh --serve", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_ServerStaysAway_GivesUpAfterTheTimeGiven()
    {
        _spotter.BeforeChunk = (_, _, _) => throw new RpcException(new Status(StatusCode.Unavailable, "out for lunch"));
        await using var host = await ScriptedHost.StartAsync(_spotter);

        var run = await ListenAsync(host, CountedAudio.WriteTo(_folder, 1), "--fast", "--retry-for", "0");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("out for lunch", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listen_RawAudioOnStandardInput_IsStreamed()
    {
        await using var host = await ScriptedHost.StartAsync(_spotter);

        var run = await KwsRun.WithAsync(
            ["listen", "-", "--rate", "8000", "--server", host.Address, "--json"], CountedAudio.Seconds(2.1).ToPcm())
                .WithTimeout();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["word1", "word2"], Words(run));
        Assert.Empty(_spotter.Faults);
    }

    [Fact]
    public async Task Listen_ManyDevices_EachHearsEverything()
    {
        await using var host = await ScriptedHost.StartAsync(_spotter);

        var run = await ListenAsync(host, CountedAudio.WriteTo(_folder, 2.5), "--fast", "--json", "--devices", "20",
            "--device-id", "d");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var byDevice = Events(run).Where(line => line.GetProperty("event").GetString() == "keyword")
            .GroupBy(line => line.GetProperty("device").GetString(), line => line.GetProperty("label").GetString());
        Assert.Equal(Enumerable.Range(1, 20).Select(number => $"d-{number}").Order(),
            byDevice.Select(group => group.Key!).Order());
        Assert.All(byDevice, group => Assert.Equal(["word1", "word2"], group));
    }

    [Fact]
    public async Task Listen_Cancelled_EndsAsInterrupted()
    {
        using var stop = new CancellationTokenSource();
        _spotter.BeforeChunk = async (_, position, _) =>
        {
            if (position >= 4000)
                await stop.CancelAsync();
        };
        await using var host = await ScriptedHost.StartAsync(_spotter);

        var run = await KwsRun.WithAsync(["listen", CountedAudio.WriteTo(_folder, 20), "--server", host.Address,
            "--fast"], [], stop.Token).WithTimeout();

        Assert.Equal(130, run.ExitCode);
    }

    [Fact]
    public async Task Listen_CancelledWhileTheMicrophoneIsSilent_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource();
        using var microphone = new AnonymousPipeServerStream(PipeDirection.Out);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, microphone.ClientSafePipeHandle);
        await using var host = await ScriptedHost.StartAsync(_spotter);
        _spotter.BeforeChunk = (_, _, _) => stop.CancelAsync();

        var running = KwsRun.WithAsync(["listen", "-", "--rate", "8000", "--server", host.Address], input, stop.Token);
        await microphone.WriteAsync(CountedAudio.Seconds(0.1).ToPcm()).WithTimeout();

        Assert.Equal(130, (await running.WithTimeout()).ExitCode);
    }

    [Theory]
    [InlineData("--chunk-ms", "0", "1 to 1000")]
    [InlineData("--devices", "0", "1 to 10000")]
    [InlineData("--rate", "1000000000", "4000 to 192000")]
    [InlineData("--server", "ftp://x", "http://HOST:PORT")]
    public async Task Listen_BadOption_IsRefusedNamingFieldValueAndLimit(string option, string value, string limit)
    {
        var run = await KwsRun.WithAsync("listen", CountedAudio.WriteTo(_folder, 0.1), option, value).WithTimeout();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{option}: '{value}'", run.Error, StringComparison.Ordinal);
        Assert.Contains(limit, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listen", "-", "--devices", "2")]
    [InlineData("listen", "-", "--encoding", "mp3")]
    [InlineData("listen", "no-such-file.wav")]
    [InlineData("listen")]
    public async Task Listen_BadInput_IsExitCodeTwo(params string[] arguments)
    {
        var run = await KwsRun.WithAsync(arguments).WithTimeout();

        Assert.Equal(2, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    private static Task<KwsRun> ListenAsync(ScriptedHost host, string file, params string[] options) =>
        KwsRun.WithAsync(["listen", file, "--server", host.Address, .. options]).WithTimeout();

    private static IEnumerable<JsonElement> Events(KwsRun run) =>
        run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);

    private static JsonElement Event(KwsRun run, string name) =>
        Events(run).Single(line => line.GetProperty("event").GetString() == name);

    private static IEnumerable<string?> Words(KwsRun run) =>
        Events(run).Where(line => line.GetProperty("event").GetString() == "keyword")
            .Select(line => line.GetProperty("label").GetString());
}
