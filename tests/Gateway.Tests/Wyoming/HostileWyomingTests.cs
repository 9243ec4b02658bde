using System.Diagnostics;
using System.Text;
using Kws.Gateway.Tests.Hosts;
using Kws.TestSupport.Fuzzing;

namespace Kws.Gateway.Tests.Wyoming;

/// <summary>Clients that mean harm, or are broken.</summary>
[Collection(nameof(MeasuredMemory))]
public sealed class HostileWyomingTests(MeshBehind mesh)
{
    private const int FuzzedConnections = 80;
    private const string Start = """{"type":"audio-start","data":{"rate":16000,"width":2,"channels":1}}""";
    private const string Form = "\"data\":{\"rate\":16000,\"width\":2,\"channels\":1}";

    [SkippableTheory]
    [InlineData("hello", "a JSON object")]
    [InlineData("[]", "a JSON object")]
    [InlineData("{}", "type")]
    [InlineData("""{"type":1}""", "type")]
    [InlineData("""{"type":"ping","data":[]}""", "data")]
    [InlineData("""{"type":"ping","data_length":-1}""", "data_length")]
    [InlineData("""{"type":"ping","data_length":2147483648}""", "data_length")]
    [InlineData("""{"type":"audio-chunk","payload_length":-5}""", "payload_length")]
    [InlineData("""{"type":"audio-chunk","payload_length":2147483647}""", "payload_length")]
    [InlineData("""{"type":"audio-chunk","payload_length":1e99}""", "payload_length")]
    [InlineData("""{"type":"audio-start"}""", "rate")]
    [InlineData("""{"type":"audio-start","data":{"rate":16000,"width":5,"channels":1}}""", "width")]
    [InlineData("""{"type":"audio-start","data":{"rate":16000,"width":2,"channels":0}}""", "channels")]
    [InlineData("""{"type":"audio-start","data":{"rate":1,"width":2,"channels":1}}""", "rate")]
    [InlineData("""{"type":"detect","data":{"names":"yes"}}""", "names")]
    [InlineData("""{"type":"synthesize"}""", "text")]
    [InlineData("""{"type":"synthesize","data":{"text":"a","voice":{"name":"en","speaker":"b"}}}""", "voice.speaker")]
    [InlineData("""{"type":"synthesize-chunk","data":{"text":"a"}}""", "synthesize-start")]
    [InlineData("""{"type":"synthesize-stop"}""", "synthesize-start")]
    [InlineData("""{"type":"transcribe"}""", "transcribe")]
    public async Task Event_ThatIsNotAllowed_IsToldByItsField(string header, string named)
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);
        using var client = await WyomingClient.OpenAsync(port);

        await client.SendAsync(header);
        var error = await client.ReceiveUntilAsync("error");

        Assert.Equal("INVALID_ARGUMENT", (string?)error["data"]!["code"]);
        Assert.Contains(named, (string?)error["data"]!["text"], StringComparison.Ordinal);
        client.FinishSending();
        Assert.Null(await client.ReceiveAsync());
    }

    [SkippableTheory]
    [InlineData("{\"type\":\"ping\",\"data_length\":\"\u0080\"}", "message")]
    [InlineData("{\"type\":\"detect\",\"data\":{\"names\":\"\u0080\"}}", "message")]
    [InlineData("{\"type\":\"ping\",\"data\":{\"\\ud800\":1}}", "message")]
    [InlineData("{\"type\":\"\\ud800\"}", "type")]
    public async Task Event_OfNoUnicode_IsRefused(string header, string named)
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);
        using var client = await WyomingClient.OpenAsync(port);

        await client.SendRawAsync(Encoding.Latin1.GetBytes(header + "\n"));
        var error = await client.ReceiveUntilAsync("error");

        Assert.Equal("INVALID_ARGUMENT", (string?)error["data"]!["code"]);
        Assert.StartsWith(named, (string?)error["data"]!["text"], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Chunk_OfOddBytesOrAnotherForm_IsRefused()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);
        using var odd = await WyomingClient.OpenAsync(port);
        using var other = await WyomingClient.OpenAsync(port);

        await odd.SendAsync(Start);
        await odd.SendAsync($$"""{"type":"audio-chunk",{{Form}},"payload_length":3}""", 1, 2, 3);
        await other.SendAsync(Start);
        await other.SendAsync("""{"type":"audio-chunk","data":{"rate":8000,"width":2,"channels":1}}""");

        Assert.Contains("payload_length", (string?)(await odd.ReceiveUntilAsync("error"))["data"]!["text"],
            StringComparison.Ordinal);
        Assert.Contains("16000", (string?)(await other.ReceiveUntilAsync("error"))["data"]!["text"],
            StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Detect_OfAWordThatTheModelLacks_IsToldByItsName()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);
        using var measured = new Measured(gateway);
        using var client = await WyomingClient.OpenAsync(port);

        await client.SendAsync("""{"type":"detect","data":{"names":["ok_computer"]}}""");
        await client.SendAsync(Start);
        var error = await client.ReceiveUntilAsync("error");

        Assert.Equal("INVALID_ARGUMENT", (string?)error["data"]!["code"]);
        Assert.Contains("ok_computer", (string?)error["data"]!["text"], StringComparison.Ordinal);
        Assert.Null(await client.ReceiveAsync());
        await Eventually.BeAsync(() => measured.Sum("kws.gateway.wyoming.ended", "outcome=refused") == 1,
            "it counts as refused");
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Line_ThatNeverEnds_IsRefusedWithoutHoldingIt()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port);
        using var client = await WyomingClient.OpenAsync(port);

        await HeldMemory.StaysBelowAsync(32 << 20, () => SendUntilClosedAsync(
            () => client.SendRawAsync(Encoding.ASCII.GetBytes(new string('{', 32_768)))));
    }

    [SkippableTheory]
    [InlineData("{\"type\":")]
    [InlineData("{\"type\":\"audio-chunk\",\"payload_length\":1000000}\n12")]
    [InlineData("{\"type\":\"ping\",\"data_length\":100}\n{")]
    public async Task Event_ThatDoesNotGoOn_IsCutOff(string begin)
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port, "--Calls:MessageGrace=00:00:00.2",
            "--Calls:MinBytesPerSecond=100000000");
        using var late = await WyomingClient.OpenAsync(port);
        using var gone = await WyomingClient.OpenAsync(port);

        await late.SendRawAsync(Encoding.ASCII.GetBytes(begin));
        await gone.SendRawAsync(Encoding.ASCII.GetBytes(begin));
        gone.FinishSending();

        Assert.Equal("DEADLINE_EXCEEDED", (string?)(await late.ReceiveUntilAsync("error"))["data"]!["code"]);
        Assert.Null(await late.ReceiveAsync());
        Assert.Null(await gone.ReceiveAsync());
    }

    [SkippableFact]
    public async Task Client_ThatSaysNothing_IsCutOff()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port, "--Wyoming:Idle=00:00:00.2");
        using var client = await WyomingClient.OpenAsync(port);

        var error = await client.ReceiveUntilAsync("error");

        Assert.Contains("Wyoming:Idle", (string?)error["data"]!["text"], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Client_ThatReadsNothing_IsCutOff()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port, "--Wyoming:StallLimit=00:00:01");
        using var measured = new Measured(gateway);
        using var client = await WyomingClient.OpenAsync(port, receiveBytes: 4096);

        await HeldMemory.StaysBelowAsync(32 << 20,
            () => SendUntilClosedAsync(() => client.SendAsync("""{"type":"describe"}""")));

        await Eventually.BeAsync(() => measured.Sum("kws.gateway.wyoming.open") == 0, "no connection is open");
        Assert.Equal(1, measured.Sum("kws.gateway.wyoming.ended", "outcome=cut"));
    }

    [SkippableFact]
    public async Task Connections_BeyondTheLimit_AreTold()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port, "--Wyoming:MaxConnections=1");
        using var first = await WyomingClient.OpenAsync(port);
        await first.SendAsync("""{"type":"ping"}""");
        Assert.Equal("pong", (string?)(await first.ReceiveAsync())!["type"]);
        using var second = await WyomingClient.OpenAsync(port);

        var error = await second.ReceiveUntilAsync("error");

        Assert.Equal("RESOURCE_EXHAUSTED", (string?)error["data"]!["code"]);
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Bytes_AtRandom_LeaveNothingBehind()
    {
        var port = FreePort.Next();
        await using var gateway = await StartAsync(port, "--Wyoming:Idle=00:00:00.5",
            "--Calls:MessageGrace=00:00:00.5", "--Calls:MinBytesPerSecond=100000000");
        using var measured = new Measured(gateway);

        await HeldMemory.StaysBelowAsync(32 << 20, async () =>
        {
            foreach (var seed in FuzzRun.Seeds(FuzzedConnections))
            {
                try
                {
                    await FuzzAsync(port, new Random(seed)).WithTimeout(TimeSpan.FromSeconds(30));
                }
                catch (TimeoutException e)
                {
                    throw new TimeoutException($"seed {seed} (KWS_FUZZ_SEED={seed}) hangs", e);
                }
            }
        });

        await Eventually.BeAsync(() => measured.Sum("kws.gateway.wyoming.open") == 0, "no connection is open");
        Assert.Equal(0, measured.Sum("kws.gateway.wyoming.ended", "outcome=failed"));
        using var client = await WyomingClient.OpenAsync(port);
        await client.SendAsync("""{"type":"ping"}""");
        Assert.Equal("pong", (string?)(await client.ReceiveAsync())!["type"]);
    }

    private static async Task FuzzAsync(int port, Random random)
    {
        string[] sound =
        [
            """{"type":"describe"}""", """{"type":"ping","data":{"text":"a"}}""",
            """{"type":"detect","data":{"names":["yes"]}}""", Start,
            $$"""{"type":"audio-chunk",{{Form}},"payload_length":64}""" + "\n" + new string('a', 64),
            """{"type":"audio-stop","data":{"timestamp":5}}""",
            """{"type":"synthesize","data":{"text":"a","voice":{"name":"en-us"}}}""",
            """{"type":"synthesize-start","data":{}}""", """{"type":"synthesize-chunk","data":{"text":"Hi. "}}""",
            """{"type":"synthesize-stop"}""",
        ];
        using var client = await WyomingClient.OpenAsync(port);
        try
        {
            for (var events = random.Next(1, 8); events > 0; events--)
            {
                var bytes = Encoding.UTF8.GetBytes(sound[random.Next(sound.Length)] + "\n");
                await client.SendRawAsync(random.Next(3) == 0 ? ByteMutation.Mutate(bytes, random) : bytes);
            }
            if (random.Next(2) == 0)
                client.FinishSending();
            for (var reads = random.Next(4); reads > 0 && await client.ReceiveAsync() is not null; reads--)
            {
            }
        }
        catch (IOException)
        {
            // The gateway had closed it by then.
        }
    }

    private static async Task SendUntilClosedAsync(Func<Task> send)
    {
        try
        {
            for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30);)
                await send().WithTimeout(TimeSpan.FromSeconds(3));
            Assert.Fail("the gateway takes it all");
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
        }
    }

    private async Task<GatewayHost> StartAsync(int port, params string[] settings) => await GatewayHost.StartAsync(
        [
            WyomingTests.Setting("Port", port),
            MeshBehind.Setting("audioinference", (await mesh.AudioInferenceAsync()).Address),
            MeshBehind.Setting("tts", (await mesh.TtsAsync()).Address),
            "--Calls:PeerShare=100",
            .. settings,
        ]);
}
