using System.Globalization;
using System.Text.Json.Nodes;
using Kws.Audio;
using Kws.Gateway.Tests.Hosts;
using Kws.Gateway.Tests.Identity;
using Kws.TestSupport.Speech;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Gateway.Tests.Wyoming;

/// <summary>The gateway's Wyoming server, and a client in another language that was written from the protocol's
/// description.</summary>
[Collection(nameof(MeshBehind))]
public sealed class WyomingTests(MeshBehind mesh)
{
    private const int HeaderBytes = 44;

    [SkippableFact]
    public async Task Describe_OfTheServer_TellsWakeWordsAndVoices()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);

        // The first one may be put off.
        JsonNode info = null!;
        await Eventually.BeAsync(async () =>
        {
            info = (await PythonClient.RunAsync(port, "describe"))[0];
            return PythonClient.Type(info.AsObject()) == "info";
        }, "both services are told of");
        info = info["data"]!;

        var wake = info["wake"]![0]!;
        CheckArtifact(wake);
        var yes = wake["models"]!.AsArray().Single(model => (string?)model!["name"] == "yes")!;
        CheckArtifact(yes);
        Assert.Equal("en", (string?)yes["languages"]![0]);
        Assert.Equal("yes", (string?)yes["phrase"]);
        Assert.Contains("Speech Commands", (string?)yes["attribution"]!["name"], StringComparison.Ordinal);
        Assert.Equal("https://arxiv.org/abs/1804.03209", (string?)yes["attribution"]!["url"]);
        var tts = info["tts"]![0]!;
        CheckArtifact(tts);
        Assert.True((bool)tts["supports_synthesize_streaming"]!);
        Assert.All(tts["voices"]!.AsArray(), voice => CheckArtifact(voice!));
        Assert.Contains(tts["voices"]!.AsArray(),
            voice => voice!["languages"]!.AsArray().Any(language => (string?)language == "en-us"));
        Assert.Empty(info["asr"]!.AsArray());
    }

    // A client that is told of no wake words sets none up, and one that is told nothing asks again.
    [SkippableFact]
    public async Task Describe_WithAServiceAway_IsPutOffForAMinuteAndThenToldInTime()
    {
        var clock = new Clock();
        var port = FreePort.Next();
        await using var gateway = await GatewayHost.StartAsync(
            services => services.AddSingleton<TimeProvider>(clock), Setting("Port", port),
            MeshBehind.Setting("audioinference", FreePort.Address()),
            MeshBehind.Setting("tts", (await mesh.TtsAsync()).Address));

        var early = await DescribedAsync(port);
        clock.Advance(TimeSpan.FromMinutes(1));
        var begun = TimeProvider.System.GetTimestamp();
        var late = await DescribedAsync(port);
        var took = TimeProvider.System.GetElapsedTime(begun);

        // Home Assistant waits a second; tests share their machine.
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal("UNAVAILABLE", (string?)early["data"]!["code"]);
        Assert.Equal("info", (string?)late["type"]);
        Assert.Empty(late["data"]!["wake"]!.AsArray());
    }

    [SkippableFact]
    public async Task Ping_WithAText_IsAnsweredWithIt()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);

        var pong = Assert.Single(await PythonClient.RunAsync(port, "ping"));

        Assert.Equal("pong", PythonClient.Type(pong));
        Assert.Equal("hello", (string?)pong["data"]!["text"]);
    }

    [SkippableFact]
    public async Task Ping_WithoutAText_IsAnsweredWithNone()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);
        using var client = await WyomingClient.OpenAsync(port);

        await client.SendAsync("""{"type":"ping"}""");
        var pong = await client.ReceiveAsync();

        Assert.True(pong!["data"]!.AsObject().ContainsKey("text"));
        Assert.Null(pong["data"]!["text"]);
    }

    // As command line tools do: they send their input, and read until the server has no more.
    [SkippableFact]
    public async Task Client_ThatSendsNoMore_IsStillAnswered()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);
        using var client = await WyomingClient.OpenAsync(port);

        await client.SendAsync("""{"type":"synthesize","data":{"text":"The kettle is on. The tea is ready."}}""");
        client.FinishSending();

        Assert.Equal("audio-stop", (string?)(await client.ReceiveUntilAsync("audio-stop"))["type"]);
        Assert.Null(await client.ReceiveAsync());
    }

    [SkippableTheory]
    [InlineData(16_000, 2, 1)]
    [InlineData(22_050, 2, 2)]
    [InlineData(48_000, 3, 1)]
    [InlineData(16_000, 1, 3)]
    [InlineData(16_000, 4, 1)]
    public async Task Word_InAudioOfManyKinds_IsDetected(int rateHz, int width, int channels)
    {
        using var folder = new TemporaryFolder();
        var wav = Path.Combine(folder.Path, "yes.wav");
        await File.WriteAllBytesAsync(wav, WithForm(await SpokenAsync(), rateHz, width, channels));
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);

        var told = await PythonClient.RunAsync(port, "detect", wav, "yes", "no");

        Assert.Equal(["detection", "pong", "detection"], told.Select(PythonClient.Type));
        Assert.All(PythonClient.Of(told, "detection"), detection =>
        {
            Assert.Equal("yes", (string?)detection["data"]!["name"]);
            // A second of silence, and the word.
            Assert.InRange((long)detection["data"]!["timestamp"]!, 1000, 2900);
        });
    }

    [SkippableFact]
    public async Task Word_ThatIsNotAskedFor_IsNotDetected()
    {
        using var folder = new TemporaryFolder();
        var wav = Path.Combine(folder.Path, "yes.wav");
        await File.WriteAllBytesAsync(wav, WithForm(await SpokenAsync(), 16_000, 2, 1));
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);

        var told = await PythonClient.RunAsync(port, "detect", wav, "stop");

        Assert.Equal(["not-detected", "pong", "detection"], told.Select(PythonClient.Type));
    }

    [SkippableFact]
    public async Task AudioStop_WithoutAudio_TellsThatNothingWasDetected()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);
        using var client = await WyomingClient.OpenAsync(port);

        await client.SendAsync("""{"type":"detect"}""");
        await client.SendAsync("""{"type":"audio-stop"}""");

        Assert.Equal("not-detected", (string?)(await client.ReceiveAsync())!["type"]);
    }

    // Satellites send audio for as long as they are on, and ask for their words between.
    [SkippableFact]
    public async Task Detect_WithinAudio_IsForTheAudioThatFollows()
    {
        var pcm = Listening.Pcm(await EspeakVoice.SayAsync("yes", "en-us"));
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);
        using var client = await WyomingClient.OpenAsync(port);

        await client.SendAsync("""{"type":"detect","data":{"names":["stop"]}}""");
        await SendAsync(client, pcm, 0);
        await client.SendAsync("""{"type":"detect","data":{"names":["yes"]}}""");
        await SendAsync(client, pcm, 10_000);
        var told = await client.ReceiveAsync();

        Assert.Equal("detection", (string?)told!["type"]);
        Assert.Equal("yes", (string?)told["data"]!["name"]);
        Assert.InRange((long)told["data"]!["timestamp"]!, 11_000, 12_900);
    }

    [SkippableFact]
    public async Task Speech_OfAText_ComesInOneBeginAndOneEnd()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);

        var told = await PythonClient.RunAsync(port, "speak", "The kettle is on. The tea is ready.", "en-us");

        CheckSpeech(told, leastSeconds: 1.5);
        Assert.Equal("audio-stop", PythonClient.Type(told[^1]));
    }

    [SkippableFact]
    public async Task Speech_OfAVoiceThatIsNot_IsRefusedByName()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);

        var told = await PythonClient.RunAsync(port, "speak", "Hello", "nobody");

        Assert.Equal("INVALID_ARGUMENT", (string?)told[^1]["data"]!["code"]);
        Assert.Contains("nobody", (string?)told[^1]["data"]!["text"], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Speech_OfALanguage_IsByAVoiceOfIt()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);
        using var client = await WyomingClient.OpenAsync(port);

        await client.SendAsync("""{"type":"synthesize","data":{"text":"Guten Tag","voice":{"language":"de_DE"}}}""");
        var spoken = await client.ReceiveAsync();
        await client.SendAsync("""{"type":"synthesize","data":{"text":"Tag","voice":{"language":"zz"}}}""");
        var refused = await client.ReceiveUntilAsync("error");

        Assert.Equal("audio-start", (string?)spoken!["type"]);
        Assert.Contains("voice.language", (string?)refused["data"]!["text"], StringComparison.Ordinal);
    }

    // The client sends the next sentence only when the one before is heard.
    [SkippableFact]
    public async Task Speech_OfATextInPieces_BeginsBeforeTheTextEnds()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);

        var told = await PythonClient.RunAsync(
            port, "stream", "This is one.", "This is two.", "This has no end");

        CheckSpeech(told, leastSeconds: 1.5);
        Assert.Equal(["audio-stop", "synthesize-stopped"], told.TakeLast(2).Select(PythonClient.Type));
    }

    [SkippableFact]
    public async Task Connections_OfSeveralClients_AreServedBesideEachOther()
    {
        using var folder = new TemporaryFolder();
        var wav = Path.Combine(folder.Path, "yes.wav");
        await File.WriteAllBytesAsync(wav, WithForm(await SpokenAsync(), 16_000, 2, 1));
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);

        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => i % 2 == 0
            ? PythonClient.RunAsync(port, "detect", wav, "yes")
            : PythonClient.RunAsync(port, "speak", $"This is number {i}.")));

        Assert.All(all, told => Assert.NotEmpty(told));
        Assert.Equal(3, all.Count(told => PythonClient.Type(told[0]) == "detection"));
        Assert.Equal(3, all.Count(told => PythonClient.Type(told[^1]) == "audio-stop"));
    }

    [SkippableFact]
    public async Task Gateway_ThatDrains_TellsItsClients()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);
        using var client = await WyomingClient.OpenAsync(port);
        await client.SendAsync("""{"type":"ping"}""");
        Assert.Equal("pong", (string?)(await client.ReceiveAsync())!["type"]);

        var stopping = gateway.StopAsync();
        var error = await client.ReceiveAsync();

        Assert.Equal("UNAVAILABLE", (string?)error!["data"]!["code"]);
        Assert.Null(await client.ReceiveAsync());
        await stopping.WithTimeout(TimeSpan.FromSeconds(25));
    }

    [SkippableFact]
    public async Task Gateway_WithoutAPort_ListensNowhere()
    {
        var port = FreePort.Next();
        await using var gateway = await GatewayHost.StartAsync();

        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(() => WyomingClient.OpenAsync(port));
    }

    [SkippableTheory]
    [InlineData("--Wyoming:Address=0.0.0.0", "Wyoming:AllowBeyondLoopback")]
    [InlineData("--Wyoming:Address=here", "an IP address")]
    [InlineData("--Wyoming:Port=70000", "0 to 65535")]
    public async Task Gateway_OfABadSetting_DoesNotStart(string setting, string named)
    {
        var start = () => GatewayHost.StartAsync(Setting("Port", FreePort.Next()), setting);

        var fault = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(start);

        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    internal static string Setting(string name, object value) =>
        string.Create(CultureInfo.InvariantCulture, $"--Wyoming:{name}={value}");

    private static async Task<JsonObject> DescribedAsync(int port)
    {
        using var client = await WyomingClient.OpenAsync(port);
        await client.SendAsync("""{"type":"describe"}""");
        return (await client.ReceiveAsync())!;
    }

    // In chunks that tell their time, of 100 ms.
    private static async Task SendAsync(WyomingClient client, byte[] pcm, int beginMs)
    {
        const int ChunkBytes = Listening.RateHz / 10 * sizeof(short);
        foreach (var (index, chunk) in pcm.Chunk(ChunkBytes).Index())
        {
            var form = $"\"rate\":{Listening.RateHz},\"width\":2,\"channels\":1";
            var timestamp = beginMs + 100 * index;
            await client.SendAsync(string.Create(CultureInfo.InvariantCulture, $$"""
                {"type":"audio-chunk","data":{{{form}},"timestamp":{{timestamp}}},"payload_length":{{chunk.Length}}}
                """), chunk);
        }
    }

    // Silence, the word, silence; as the test asks for it in the end.
    private static async Task<float[]> SpokenAsync()
    {
        var samples = new float[Listening.Pcm(await EspeakVoice.SayAsync("yes", "en-us")).Length / sizeof(short)];
        PcmDecoder.Decode(PcmEncoding.S16Le, Listening.Pcm(await EspeakVoice.SayAsync("yes", "en-us")), samples);
        return samples;
    }

    private static byte[] WithForm(float[] samples, int rateHz, int width, int channels)
    {
        var resampled = Resampled(samples, rateHz);
        using var wav = new MemoryStream();
        using var writer = new BinaryWriter(wav);
        var dataBytes = resampled.Length * width * channels;
        writer.Write("RIFF"u8);
        writer.Write(HeaderBytes - 8 + dataBytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)channels);
        writer.Write(rateHz);
        writer.Write(rateHz * width * channels);
        writer.Write((short)(width * channels));
        writer.Write((short)(8 * width));
        writer.Write("data"u8);
        writer.Write(dataBytes);
        foreach (var sample in resampled)
        {
            var value = (long)(sample * (1L << (8 * width - 1)) * 0.99) + (width == 1 ? 128 : 0);
            for (var i = 0; i < channels; i++)
                writer.Write(BitConverter.GetBytes(value).AsSpan(0, width));
        }
        return wav.ToArray();
    }

    // By the nearest two samples: good enough to be understood.
    private static float[] Resampled(float[] samples, int rateHz)
    {
        var resampled = new float[(int)((long)samples.Length * rateHz / Listening.RateHz)];
        for (var i = 0; i < resampled.Length; i++)
        {
            var at = (double)i * Listening.RateHz / rateHz;
            var whole = Math.Min((int)at, samples.Length - 2);
            resampled[i] = (float)(samples[whole] + (samples[whole + 1] - samples[whole]) * (at - whole));
        }
        return resampled;
    }

    private static void CheckArtifact(JsonNode artifact)
    {
        Assert.NotEmpty((string)artifact["name"]!);
        Assert.NotEmpty((string)artifact["attribution"]!["name"]!);
        Assert.NotNull((string?)artifact["attribution"]!["url"]);
        Assert.True((bool)artifact["installed"]!);
        Assert.NotEmpty((string)artifact["description"]!);
        Assert.NotEmpty((string)artifact["version"]!);
    }

    private static void CheckSpeech(IReadOnlyList<JsonObject> told, double leastSeconds)
    {
        var begin = Assert.Single(PythonClient.Of(told, "audio-start"))["data"]!;
        Assert.Equal((22_050, 2, 1), ((int)begin["rate"]!, (int)begin["width"]!, (int)begin["channels"]!));
        Assert.Same(told[0], PythonClient.Of(told, "audio-start")[0]);
        var chunks = PythonClient.Of(told, "audio-chunk");
        Assert.All(chunks, chunk => Assert.Equal(22_050, (int)chunk["data"]!["rate"]!));
        var seconds = chunks.Sum(chunk => (int)chunk["payload"]!) / (22_050.0 * sizeof(short));
        Assert.InRange(seconds, leastSeconds, 20);
        var end = Assert.Single(PythonClient.Of(told, "audio-stop"))["data"]!;
        Assert.Equal(seconds * 1000, (long)end["timestamp"]!, tolerance: 1.0);
    }

    private async Task<GatewayHost> StartAsync(int port, params string[] settings) => await GatewayHost.StartAsync(
        [
            Setting("Port", port),
            MeshBehind.Setting("audioinference", (await mesh.AudioInferenceAsync()).Address),
            MeshBehind.Setting("tts", (await mesh.TtsAsync()).Address),
            .. settings,
        ]);
}
