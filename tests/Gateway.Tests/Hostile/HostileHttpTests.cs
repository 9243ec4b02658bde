using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Hostile;

/// <summary>Peers that mean harm to the gateway as a whole; no service is behind it.</summary>
[Collection(nameof(MeasuredMemory))]
public sealed class HostileHttpTests
{
    private const string Host = "Host: localhost\r\n";
    private const int ResetStreams = 20_000;

    // RFC 9112, sections 2.2, 3.2, 5.1, 6.1 and 6.3: where two readers may differ on where a request ends.
    [SkippableTheory]
    [InlineData("POST /v1/classify HTTP/1.1\r\n" + Host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("POST /v1/classify HTTP/1.1\r\n" + Host + "Content-Length: 5, 6\r\n\r\nhello")]
    [InlineData("POST /v1/classify HTTP/1.1\r\n" + Host + "Content-Length: -1\r\n\r\n")]
    [InlineData("POST /v1/classify HTTP/1.1\r\n" + Host + "Content-Length: 0x5\r\n\r\nhello")]
    [InlineData("POST /v1/classify HTTP/1.1\r\n" + Host + "Content-Length : 5\r\n\r\nhello")]
    [InlineData("POST /v1/classify HTTP/1.1\r\n" + Host + "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /v1/classify HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /v1/classify HTTP/1.1\r\n" + Host + "X: a\r\n continued\r\n\r\n")]
    [InlineData("POST /v1/classify HTTP/1.1\r\n" + Host + "X: a\rb\r\n\r\n")]
    [InlineData("POST /v1/classify HTTP/1.1\r\n" + Host + "X: a\0b\r\n\r\n")]
    [InlineData("GET /v1/voices HTTP/1.1\r\n\r\n")]
    [InlineData("GET /v1/voices HTTP/1.1\r\n" + Host + Host + "\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a,b\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a@b:c@d\r\nConnection: close\r\n\r\n")]
    [InlineData("GET  /v1/voices HTTP/1.1\r\n" + Host + "\r\n")]
    [InlineData("GET /v1/voices HTTP/9.9\r\n" + Host + "\r\n")]
    [InlineData("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")]
    public async Task Request_ThatCanBeReadTwoWays_IsRefusedAndTheConnectionClosed(string request)
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var raw = await RawHttp.OpenAsync(gateway);

        await raw.SendAsync(request + "GET /v1/smuggled HTTP/1.1\r\n" + Host + "\r\n");
        var answers = Encoding.Latin1.GetString(await raw.ReadToEndAsync());

        Assert.InRange(Count(answers, "HTTP/1.1 "), 0, 1);
        Assert.Matches(@"^(HTTP/1\.1 (400|501|505) |$)", answers);
    }

    // RFC 9112, section 6.3: Transfer-Encoding counts, and the connection closes behind it.
    [SkippableFact]
    public async Task Request_WithBothLengths_IsReadByItsChunksAlone()
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var raw = await RawHttp.OpenAsync(gateway);

        await raw.SendAsync("POST /none HTTP/1.1\r\n" + Host +
            "Content-Length: 60\r\nTransfer-Encoding: chunked\r\n\r\n" +
            "0\r\n\r\nGET /v1/smuggled HTTP/1.1\r\n" + Host + "\r\n");
        var answers = Encoding.Latin1.GetString(await raw.ReadToEndAsync());

        Assert.Equal(1, Count(answers, "HTTP/1.1 "));
    }

    [SkippableTheory]
    [InlineData("5 \r\nhello\r\n0\r\n\r\n")]
    [InlineData("-1\r\n\r\n")]
    [InlineData("ffffffffffffffff\r\n")]
    [InlineData("5\nhello\n0\n\n")]
    [InlineData("5\r\nhelloX\r\n0\r\n\r\n")]
    [InlineData("zz\r\n")]
    public async Task Chunk_OfABadSize_IsRefusedAndTheConnectionClosed(string body)
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var raw = await RawHttp.OpenAsync(gateway);

        await raw.SendAsync("POST /v1/audio/speech HTTP/1.1\r\n" + Host +
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + body +
            "GET /v1/smuggled HTTP/1.1\r\n" + Host + "\r\n");
        var answers = Encoding.Latin1.GetString(await raw.ReadToEndAsync());

        Assert.Equal(1, Count(answers, "HTTP/1.1 "));
        Assert.StartsWith("HTTP/1.1 400 ", answers, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("GET /", 40_000, 414)]
    [InlineData("GET / HTTP/1.1\r\n" + Host + "X: ", 100_000, 431)]
    public async Task Head_ThatIsTooLong_IsRefused(string begin, int length, int status)
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var raw = await RawHttp.OpenAsync(gateway);

        try
        {
            await raw.SendAsync(begin + new string('a', length));
        }
        catch (IOException)
        {
            // It was refused while it was sent.
        }

        Assert.Contains(await raw.StatusAsync(), new int?[] { status, null });
    }

    [SkippableFact]
    public async Task Head_OfManyHeaders_IsRefused()
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var raw = await RawHttp.OpenAsync(gateway);

        await raw.SendAsync("GET / HTTP/1.1\r\n" + Host +
            string.Concat(Enumerable.Range(0, 200).Select(i => $"X{i}: a\r\n")) + "\r\n");

        Assert.Equal(431, await raw.StatusAsync());
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Heads_ThatComeByTheByte_AreCutOffAndHoldLittle()
    {
        await using var gateway = await GatewayHost.StartAsync();
        List<RawHttp> slow = [];
        await HeldMemory.StaysBelowAsync(32 << 20, async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                slow.Add(await RawHttp.OpenAsync(gateway));
                await slow[^1].SendAsync("GET / HTTP/1.1\r\nX: ");
            }
            using var quick = await gateway.Http.GetAsync("/alive").WithTimeout();
            Assert.True(quick.IsSuccessStatusCode);
        });

        // Kestrel's limit for a head is 30 s.
        Assert.Equal(408, await slow[0].StatusAsync());
        var others = await Task.WhenAll(slow.Skip(1).Select(raw => raw.StatusAsync()));
        Assert.All(others, status => Assert.Equal(408, status));
        slow.ForEach(raw => raw.Dispose());
    }

    [SkippableFact]
    public async Task Bodies_ThatStop_AreCutOff()
    {
        await using var gateway = await GatewayHost.StartAsync("--Calls:MessageGrace=00:00:00.5");
        List<RawHttp> slow = [];
        for (var i = 0; i < 50; i++)
        {
            slow.Add(await RawHttp.OpenAsync(gateway));
            await slow[^1].SendAsync("POST /v1/classify HTTP/1.1\r\n" + Host +
                "Content-Type: audio/wav\r\nContent-Length: 100000\r\n\r\nRIFF");
        }

        var statuses = await Task.WhenAll(slow.Select(raw => raw.StatusAsync()));

        Assert.All(statuses, status => Assert.Equal(408, status));
        slow.ForEach(raw => raw.Dispose());
    }

    // The server may close such a connection (ENHANCE_YOUR_CALM), or be quick enough; others are served all the while.
    [SkippableFact]
    public async Task Streams_ThatAreResetAtOnce_HoldNothingAndNobodyUp()
    {
        var grpcPort = FreePort.Next();
        await using var gateway = await GatewayHost.StartAsync(
            string.Create(CultureInfo.InvariantCulture, $"--GRPC_PORT={grpcPort}"),
            MeshBehind.Setting("audioinference", FreePort.Address()),
            // The test keeps all lines: those of 20,000 calls are what would be held.
            "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.AspNetCore=Warning");
        // How Kestrel tells that it has closed such a connection, and that it has forgotten one before its end.
        gateway.Logs.Expect(line => line.Category.StartsWith("Microsoft.AspNetCore.Server.Kestrel",
            StringComparison.Ordinal)
            && (line.Message.Contains("exceeded the output operations maximum queue size", StringComparison.Ordinal)
                || line.Message.Contains("application never completed", StringComparison.Ordinal)));

        await HeldMemory.StaysBelowAsync(64 << 20, async () =>
        {
            using var raw = await RawHttp.OpenAsync(grpcPort);
            var reading = raw.ReadToEndAsync();
            await raw.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            await raw.SendAsync(Frame(4, 0, 0, []));
            var resetting = ResetAsync(raw);
            do
            {
                using var quick = await gateway.Http.GetAsync("/alive").WithTimeout();
                Assert.True(quick.IsSuccessStatusCode);
            }
            while (!resetting.IsCompleted);
            await resetting;
            raw.FinishSending();
            Assert.NotEmpty(await reading);
        });
    }

    private static async Task ResetAsync(RawHttp raw)
    {
        var begun = Stopwatch.GetTimestamp();
        try
        {
            for (var stream = 1; stream < 2 * ResetStreams; stream += 2)
            {
                await raw.SendAsync([.. Frame(1, 5, stream, s_get), .. Frame(3, 0, stream, [0, 0, 0, 8])]);
                if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromSeconds(20))
                    break;
            }
        }
        catch (IOException)
        {
            // The gateway had closed it by then.
        }
    }

    // :method GET, :scheme http, :path /, all of the static table (RFC 7541, appendix A).
    private static readonly byte[] s_get = [0x82, 0x86, 0x84];

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
