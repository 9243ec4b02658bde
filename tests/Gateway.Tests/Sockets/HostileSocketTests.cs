using System.Diagnostics;
using System.Net.WebSockets;
using Kws.Gateway.Tests.Hosts;
using Kws.TestSupport.Fuzzing;

namespace Kws.Gateway.Tests.Sockets;

/// <summary>Clients that mean harm, or are broken.</summary>
[Collection(nameof(MeasuredMemory))]
public sealed class HostileSocketTests(MeshBehind mesh)
{
    private const string Path = "/v1/listen";
    private const string Config = """{"device_id":"kitchen","sample_rate_hz":16000,"responses":["scores"]}""";
    private const int TryAgainLater = 1013;
    private const int FuzzedSockets = 60;

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Frame_OfATerabyte_IsRefusedWithoutHoldingIt()
    {
        await using var gateway = await StartAsync();
        using var socket = await RawSocket.OpenAsync(gateway, Path);
        await socket.SendTextAsync(Config);

        await HeldMemory.StaysBelowAsync(32 << 20, async () =>
        {
            await socket.SendAsync(RawSocket.BinaryFrame, [], length: 1UL << 40);
            await SendUntilClosedAsync(socket, () => socket.SendRawAsync(new byte[64 * 1024]));
        });
        var (text, closed) = await socket.ReadToEndAsync();

        Assert.Contains("INVALID_ARGUMENT", text, StringComparison.Ordinal);
        Assert.Equal((int)WebSocketCloseStatus.MessageTooBig, closed);
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Message_ThatNeverEnds_IsCutOff(int bytesEach)
    {
        await using var gateway = await StartAsync("--Calls:MessageGrace=00:00:00.3",
            "--Calls:MinBytesPerSecond=100000000");
        using var socket = await RawSocket.OpenAsync(gateway, Path);
        await socket.SendTextAsync(Config);

        await socket.SendAsync(RawSocket.BinaryFrame, [0, 0], isFinal: false);
        await SendUntilClosedAsync(
            socket, () => socket.SendAsync(RawSocket.Continuation, new byte[bytesEach], isFinal: false));
        var (text, closed) = await socket.ReadToEndAsync();

        Assert.Contains("DEADLINE_EXCEEDED", text, StringComparison.Ordinal);
        Assert.Contains("Calls:MessageGrace", text, StringComparison.Ordinal);
        Assert.Equal((int)WebSocketCloseStatus.PolicyViolation, closed);
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Client_ThatReadsNothing_IsCutOff()
    {
        await using var gateway = await StartAsync("--Sockets:StallLimit=00:00:01");
        using var measured = new Measured(gateway);
        using var socket = await RawSocket.OpenAsync(gateway, Path, receiveBytes: 4096);
        await socket.SendTextAsync(Config);

        await HeldMemory.StaysBelowAsync(32 << 20, () => SendUntilClosedAsync(
            socket, () => socket.SendAsync(RawSocket.BinaryFrame, new byte[32_000])));

        await Eventually.BeAsync(() => measured.Sum("kws.gateway.sockets.open") == 0, "no socket is open");
        // Cut for its unread messages; or, where those are few, for its unanswered pings.
        Assert.Equal(1, measured.Sum("kws.gateway.sockets.ended", "outcome=cut")
            + measured.Sum("kws.gateway.sockets.ended", "outcome=cancelled"));
    }

    [SkippableFact]
    public async Task Client_ThatIsGone_EndsTheStreamOfTheService()
    {
        await using var gateway = await StartAsync();
        using var measured = new Measured(gateway);
        using var socket = await SocketClient.OpenAsync(gateway, Path);
        await socket.SendTextAsync(Config);
        Assert.NotNull(await socket.ReceiveAsync());

        socket.Abort();

        await Eventually.BeAsync(() => measured.Sum("kws.gateway.sockets.open") == 0, "no socket is open");
        Assert.Equal(1, measured.Sum("kws.gateway.sockets.ended", "outcome=cancelled"));
    }

    [SkippableFact]
    public async Task Client_ThatSaysNothing_IsCutOff()
    {
        await using var gateway = await StartAsync("--Calls:FirstMessage=00:00:00.2");
        using var socket = await RawSocket.OpenAsync(gateway, Path);

        var (text, closed) = await socket.ReadToEndAsync();

        Assert.Contains("DEADLINE_EXCEEDED", text, StringComparison.Ordinal);
        Assert.Equal((int)WebSocketCloseStatus.PolicyViolation, closed);
    }

    [SkippableFact]
    public async Task Client_ThatAnswersNoPing_IsCutOff()
    {
        await using var gateway = await StartAsync("--Sockets:KeepAlive=00:00:01");
        using var measured = new Measured(gateway);
        using var socket = await RawSocket.OpenAsync(gateway, Path);

        await socket.SendTextAsync(Config);

        await Eventually.BeAsync(() => measured.Sum("kws.gateway.sockets.ended") == 1, "the socket ended");
    }

    [SkippableFact]
    public async Task Sockets_BeyondTheLimit_AreToldWhenToTryAgain()
    {
        await using var gateway = await StartAsync("--Sockets:MaxOpen=2", "--Calls:PeerShare=50");
        using var first = await SocketClient.OpenAsync(gateway, Path);
        await first.SendTextAsync(Config);
        Assert.NotNull(await first.ReceiveAsync());
        using var second = await RawSocket.OpenAsync(gateway, Path);

        var (text, closed) = await second.ReadToEndAsync();

        Assert.Contains("\"status\":\"RESOURCE_EXHAUSTED\"", text, StringComparison.Ordinal);
        Assert.Contains("\"retry_after_seconds\":5", text, StringComparison.Ordinal);
        Assert.Equal(TryAgainLater, closed);
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Frames_AtRandom_LeaveNothingBehind()
    {
        await using var gateway = await StartAsync("--Calls:FirstMessage=00:00:00.5");
        using var measured = new Measured(gateway);

        await HeldMemory.StaysBelowAsync(32 << 20, async () =>
        {
            foreach (var seed in FuzzRun.Seeds(FuzzedSockets))
            {
                try
                {
                    await FuzzAsync(gateway, new Random(seed)).WithTimeout(TimeSpan.FromSeconds(30));
                }
                catch (TimeoutException e)
                {
                    throw new TimeoutException($"seed {seed} (KWS_FUZZ_SEED={seed}) hangs", e);
                }
            }
        });

        await Eventually.BeAsync(() => measured.Sum("kws.gateway.sockets.open") == 0, "no socket is open");
        Assert.Equal(0, measured.Sum("kws.gateway.sockets.ended", "outcome=failed"));
        using var socket = await SocketClient.OpenAsync(gateway, Path);
        await socket.SendTextAsync(Config);
        Assert.Equal("started", SocketClient.Type((await socket.ReceiveAsync())!));
    }

    private static async Task FuzzAsync(GatewayHost gateway, Random random)
    {
        using var socket = await RawSocket.OpenAsync(gateway, random.Next(2) == 0 ? Path : "/v1/signs/read");
        try
        {
            if (random.Next(4) > 0)
                await socket.SendAsync(RawSocket.TextFrame,
                    JsonMutation.Mutate(System.Text.Encoding.UTF8.GetBytes(Config), random));
            for (var frames = random.Next(1, 12); frames > 0; frames--)
            {
                var payload = new byte[random.Next(4) == 0 ? random.Next(70_000) : random.Next(130)];
                random.NextBytes(payload);
                await socket.SendAsync(
                    random.Next(3) == 0 ? random.Next(16) : RawSocket.BinaryFrame,
                    payload,
                    random.Next(4) > 0,
                    random.Next(12) == 0 ? (ulong)random.NextInt64() : null,
                    random.Next(12) == 0 ? random.Next(8) : 0);
            }
            await socket.SendAsync(RawSocket.CloseFrame, [0x03, 0xE8]);
        }
        catch (IOException)
        {
            // The gateway had closed it by then.
        }
    }

    // As the connection is closed by then, or is full for good, writing ends in an exception or in no time.
    private static async Task SendUntilClosedAsync(RawSocket socket, Func<Task> send)
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

    private async Task<GatewayHost> StartAsync(params string[] settings) => await GatewayHost.StartAsync(
        [
            MeshBehind.Setting("audioinference", (await mesh.AudioInferenceAsync()).Address), "--Calls:PeerShare=100",
            .. settings,
        ]);
}
