using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.Gateway.Tests.Hosts;
using Kws.TestSupport.Speech;

namespace Kws.Gateway.Tests.Sockets;

[Collection(nameof(MeshBehind))]
public sealed class ListenSocketTests(MeshBehind mesh)
{
    private const string Path = "/v1/listen";

    [SkippableTheory]
    [InlineData(2)]
    [InlineData(1_998)]
    [InlineData(44_100)]
    public async Task Audio_InAnyPortions_IsHeardAsStraight(int portionBytes)
    {
        var audio = await mesh.AudioInferenceAsync();
        var clip = await EspeakVoice.SayAsync("yes", "en-us");
        await using var gateway = await StartAsync();
        using var straight = GrpcChannel.ForAddress(audio.Address);
        using var socket = await SocketClient.OpenAsync(gateway, Path);
        var pcm = Listening.Pcm(clip);
        // A sample a message is slow; the last tenth of a second goes so.
        var fromHere = portionBytes > 2 ? 0 : pcm.Length - Listening.RateHz / 10 * sizeof(short);

        await socket.SendAsync(Config());
        for (var i = 0; i < fromHere; i += Listening.RateHz)
            await socket.SendAsync(pcm.AsMemory(i, Math.Min(Listening.RateHz, fromHere - i)));
        for (var i = fromHere; i < pcm.Length; i += portionBytes)
            await socket.SendAsync(pcm.AsMemory(i, Math.Min(portionBytes, pcm.Length - i)));
        await socket.SendTextAsync("""{"type":"end"}""");
        var heard = await socket.ReceiveAllAsync();

        Assert.Equal("started", SocketClient.Type(heard[0]));
        Assert.Equal("one", (string?)heard[0]["recording_id"]);
        var keywords = heard.Where(message => SocketClient.Type(message) == "keyword")
            .Select(keyword => ((string)keyword["id"]!, (string)keyword["label"]!)).ToList();
        Assert.NotEmpty(keywords);
        Assert.Equal(await Listening.HearAsync(new KeywordSpotter.KeywordSpotterClient(straight), clip), keywords);
        Assert.Equal(["keyword", "started"],
            heard.Select(SocketClient.Type).Distinct().Order());
        Assert.Equal((int)WebSocketCloseStatus.NormalClosure, socket.CloseCode);
    }

    [SkippableFact]
    public async Task Recording_ThatResumes_HearsTheSameIds()
    {
        var clip = Listening.Pcm(await EspeakVoice.SayAsync("yes", "en-us"));
        await using var gateway = await StartAsync();
        var whole = await HearAsync(gateway, Config("acknowledged"), clip);
        var keyword = Assert.Single(whole, message => SocketClient.Type(message) == "keyword");
        var resume = whole.Where(message => SocketClient.Type(message) == "acknowledged")
            .Select(message => (long)message["resume_sample"]!).Last(at => at < (long)keyword["start_sample"]!);

        var config = Config("acknowledged");
        config["resume_sample"] = resume;
        var rest = await HearAsync(gateway, config, clip.AsMemory((int)resume * sizeof(short)));

        Assert.Equal(resume, (long)rest[0]["accepted_sample"]!);
        Assert.Equal((long)whole[^1]["processed_sample"]!, (long)rest[^1]["processed_sample"]!);
        if (rest.SingleOrDefault(message => SocketClient.Type(message) == "keyword") is { } again)
            Assert.Equal((string?)keyword["id"], (string?)again["id"]);
    }

    [SkippableTheory]
    [InlineData("""{"device_id":"a","sample_rate_hz":16000,"volume":11}""", "volume")]
    [InlineData("""{"sample_rate_hz":16000}""", "device_id")]
    [InlineData("""{"device_id":"a b","sample_rate_hz":16000}""", "device_id")]
    [InlineData("""{"device_id":"a"}""", "sample_rate_hz")]
    [InlineData("""{"device_id":"a","sample_rate_hz":"16000"}""", "sample_rate_hz")]
    [InlineData("""{"device_id":"a","sample_rate_hz":16000,"encoding":"mp3"}""", "encoding")]
    [InlineData("""{"device_id":"a","sample_rate_hz":16000,"responses":["all"]}""", "responses[0]")]
    [InlineData("""{"device_id":"a","sample_rate_hz":16000,"keywords":[{"label":"yes","min":1}]}""", "keywords[0].min")]
    [InlineData("""{"device_id":"a","sample_rate_hz":16000,"keywords":[{"label":"yes","threshold":2}]}""", "threshold")]
    [InlineData("""{"device_id":"a","sample_rate_hz":16000,"isolation":"maybe"}""", "isolation")]
    [InlineData("""{"device_id":"a","sample_rate_hz":16000,"keywords":[{"label":"yes","isolation":1}]}""",
        "keywords[0].isolation")]
    [InlineData("""{"device_id":"a","sample_rate_hz":16000,"resume_sample":-1}""", "resume_sample")]
    [InlineData("""{"device_id":"a","device_id":"b","sample_rate_hz":16000}""", "each name once")]
    [InlineData("""["device_id"]""", "a JSON object")]
    [InlineData("hello", "a JSON object")]
    public async Task Config_ThatIsNotAllowed_IsToldByItsField(string config, string named)
    {
        await using var gateway = await StartAsync();
        using var socket = await SocketClient.OpenAsync(gateway, Path);

        await socket.SendTextAsync(config);
        var error = Assert.Single(await socket.ReceiveAllAsync());

        Assert.Equal("error", SocketClient.Type(error));
        Assert.Equal("INVALID_ARGUMENT", (string?)error["status"]);
        Assert.Contains(named, (string?)error["detail"], StringComparison.Ordinal);
        Assert.Equal((int)WebSocketCloseStatus.PolicyViolation, socket.CloseCode);
    }

    [SkippableTheory]
    [InlineData(3, (int)WebSocketCloseStatus.PolicyViolation)]
    [InlineData(2 * Listening.RateHz + 2, (int)WebSocketCloseStatus.MessageTooBig)]
    public async Task Audio_OfABadLength_IsRefused(int bytes, int closeCode)
    {
        await using var gateway = await StartAsync();
        using var socket = await SocketClient.OpenAsync(gateway, Path);
        await socket.SendAsync(Config());

        await socket.SendAsync(new byte[bytes]);
        var error = (await socket.ReceiveAllAsync("error")).Single();

        Assert.Equal("INVALID_ARGUMENT", (string?)error["status"]);
        Assert.Equal(closeCode, socket.CloseCode);
    }

    [SkippableFact]
    public async Task Message_AfterTheEnd_IsRefused()
    {
        await using var gateway = await StartAsync();
        using var socket = await SocketClient.OpenAsync(gateway, Path);
        await socket.SendAsync(Config());
        await socket.SendTextAsync("""{"type":"stop"}""");

        var error = (await socket.ReceiveAllAsync("error")).Single();

        Assert.Contains("allowed: end", (string?)error["detail"], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Gateway_ThatDrains_TellsWhereToResume()
    {
        await using var gateway = await StartAsync();
        using var socket = await SocketClient.OpenAsync(gateway, Path, options => { });
        await socket.SendAsync(Config("acknowledged"));
        for (var second = 0; second < 12; second++)
            await socket.SendAsync(new byte[Listening.RateHz * sizeof(short)]);
        long resume;
        do
        {
            resume = (long?)(await socket.ReceiveAsync())!["resume_sample"] ?? 0;
        }
        while (resume == 0);

        var stopping = gateway.StopAsync();
        var told = await socket.ReceiveAllAsync();

        var error = told[^1];
        Assert.Equal("UNAVAILABLE", (string?)error["status"]);
        Assert.True((long)error["resume_sample"]! >= resume);
        Assert.Equal(1013, socket.CloseCode);
        await stopping.WithTimeout(TimeSpan.FromSeconds(25));
    }

    [SkippableFact]
    public async Task Service_ThatIsAway_IsUnavailable()
    {
        await using var gateway = await GatewayHost.StartAsync(
            MeshBehind.Setting("audioinference", FreePort.Address()));
        using var socket = await SocketClient.OpenAsync(gateway, Path);
        await socket.SendAsync(Config());

        var error = Assert.Single(await socket.ReceiveAllAsync());

        Assert.Equal("UNAVAILABLE", (string?)error["status"]);
        Assert.Equal(1013, socket.CloseCode);
    }

    [SkippableTheory]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("http://127.0.0.1", false)]
    [InlineData("https://panel.example", true)]
    [InlineData(null, true)]
    public async Task Page_OfAnotherOrigin_GetsASocketIfItIsListed(string? origin, bool isAllowed)
    {
        await using var gateway = await StartAsync("--Http:AllowedOrigins=https://home.example, https://panel.example");
        var open = () => SocketClient.OpenAsync(gateway, Path, options =>
            options.SetRequestHeader("Origin", origin ?? gateway.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)));

        if (isAllowed)
        {
            using var socket = await open();
            await socket.CloseAsync();
        }
        else
        {
            var refused = await Assert.ThrowsAsync<WebSocketException>(open);
            Assert.Contains("403", refused.Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task SubProtocol_OfManyThatAreOffered_IsOurs()
    {
        await using var gateway = await StartAsync();
        using var ours = await SocketClient.OpenAsync(gateway, Path, options =>
        {
            options.AddSubProtocol("bearer.abc");
            options.AddSubProtocol("kws.v1");
        });
        var other = () => SocketClient.OpenAsync(gateway, Path, options => options.AddSubProtocol("mqtt"));

        Assert.Equal("kws.v1", ours.Protocol);
        var refused = await Assert.ThrowsAsync<WebSocketException>(other);
        Assert.Contains("400", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Request_ThatIsNoSocket_IsToldToUpgrade()
    {
        await using var gateway = await StartAsync();

        using var answer = await gateway.Http.GetAsync(Path).WithTimeout();

        Assert.Equal(System.Net.HttpStatusCode.UpgradeRequired, answer.StatusCode);
    }

    private static async Task<IReadOnlyList<JsonObject>> HearAsync(
        GatewayHost gateway, JsonObject config, ReadOnlyMemory<byte> pcm)
    {
        using var socket = await SocketClient.OpenAsync(gateway, Path);
        await socket.SendAsync(config);
        for (var i = 0; i < pcm.Length; i += Listening.RateHz)
            await socket.SendAsync(pcm.Slice(i, Math.Min(Listening.RateHz, pcm.Length - i)));
        await socket.SendTextAsync("""{"type":"end"}""");
        return await socket.ReceiveAllAsync();
    }

    private static JsonObject Config(params string[] responses) => new()
    {
        ["device_id"] = "kitchen",
        ["recording_id"] = "one",
        ["sample_rate_hz"] = Listening.RateHz,
        ["encoding"] = "s16le",
        ["responses"] = new JsonArray([.. responses.Select(response => JsonValue.Create(response))]),
    };

    private async Task<GatewayHost> StartAsync(params string[] settings) => await GatewayHost.StartAsync(
        [MeshBehind.Setting("audioinference", (await mesh.AudioInferenceAsync()).Address), .. settings]);
}
