using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Kws.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;
using Kws.Speech.V1;

namespace Kws.Cli.Tests.Training;

/// <summary><c>kws train audio --say</c> against a scripted speech service.</summary>
public sealed class SpokenDataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Say_VoiceThatFails_IsToldAndLeftOutAndTheOthersSpeak()
    {
        var voices = new Voices { Failing = "en-us+m1" };
        await using var speech = await ScriptedHost.StartAsync(voices);
        var run = await RunAsync(speech.Address, "--say", "lights on");
        Assert.Contains("voice en-us+m1 is left out: it cannot be loaded", run.Error, StringComparison.Ordinal);
        // Once, and once again; then it is not asked for the rest.
        Assert.InRange(voices.Said.Count(said => said.Voice == "en-us+m1"), 2, 16);
        Assert.Equal(9 * 6, voices.Said.Count(said => said.Text == "lights on" && said.Voice[^2..] is not ("m1" or "m6"
            or "m8" or "f4")));
        Assert.True(voices.MostAtOnce is > 1 and <= 4, $"{voices.MostAtOnce} at once");
        // Then the training server, which is not there.
        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("server not reachable", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Say_TextThatLastsLongerThanTheModelHears_IsRefused()
    {
        await using var speech = await ScriptedHost.StartAsync(new Voices { Seconds = 1.5 });
        var run = await RunAsync(speech.Address, "--say", "turn on the lights in the garden");
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("--say: 'turn on the lights in the garden' is not allowed; spoken it lasts longer than the "
            + "second", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_WithoutOtherSpeechAndWithoutASpeechService_SaysWhatToDo()
    {
        Directory.CreateDirectory(_folder["words/happy"]);
        await File.WriteAllBytesAsync(
            _folder["words/happy/ann_nohash_0.wav"], WavWriter.ToPcm16(16_000, new float[16_000]));
        var run = await RunAsync($"http://127.0.0.1:{FreePort.Next()}", "--data", _folder["words"]);
        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("the folder has no 'unknown', and the speech service that would speak it is away", run.Error,
            StringComparison.Ordinal);
        Assert.Contains("unknown/<speaker>_nohash_<take>.wav", run.Error, StringComparison.Ordinal);
    }

    private static Task<KwsRun> RunAsync(string speech, params string[] arguments) => KwsRun.WithAsync(
    [
        "train", "audio", "--extends", "small/1.3.0", "--talk-minutes", "1", "--tts-server", speech,
        "--training-server", $"http://127.0.0.1:{FreePort.Next()}", .. arguments,
    ]);

    private sealed class Voices : Kws.Speech.V1.Speech.SpeechBase
    {
        private int _now;
        private int _most;

        public string Failing { get; init; } = "";

        public double Seconds { get; init; } = 0.3;

        public ConcurrentBag<SynthesizeRequest> Said { get; } = [];

        public int MostAtOnce => _most;

        public override async Task Synthesize(
            SynthesizeRequest request, IServerStreamWriter<SynthesizeResponse> responses, ServerCallContext context)
        {
            Said.Add(request);
            if (request.Voice == Failing)
                throw new RpcException(new Status(StatusCode.Unavailable, "it cannot be loaded"));
            InterlockedMax(Interlocked.Increment(ref _now));
            await Task.Yield();
            byte[] pcm = [.. Enumerable.Range(0, (int)(Seconds * request.SampleRateHz))
                .SelectMany(n => BitConverter.GetBytes((short)(8_000 * Math.Sin(n * 0.2))))];
            await responses.WriteAsync(new SynthesizeResponse { Chunk = new Chunk { Pcm = ByteString.CopyFrom(pcm) } });
            Interlocked.Decrement(ref _now);
        }

        public override Task<ListVoicesResponse> ListVoices(ListVoicesRequest request, ServerCallContext context) =>
            Task.FromResult(new ListVoicesResponse
            {
                Voices = { new Voice { Id = "en-us", Languages = { "en-us" }, Engine = "espeak-ng" } },
            });

        private void InterlockedMax(int value)
        {
            for (var seen = _most; value > seen;)
                seen = Interlocked.CompareExchange(ref _most, value, seen);
        }
    }
}
