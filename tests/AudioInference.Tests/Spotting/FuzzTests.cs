using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;

namespace Kws.AudioInference.Tests.Spotting;

/// <summary>Messages with random fields and random bytes: a documented status each time, and the server lives
/// on.</summary>
[Collection(ShippedSpotter.Shared)]
public sealed class FuzzTests(ShippedSpotter spotter) : IDisposable
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(bytes => bytes, bytes => bytes);
    private static readonly Method<byte[], byte[]> Spot =
        new(MethodType.DuplexStreaming, "kws.audio.v1.KeywordSpotter", "Spot", Raw, Raw);
    private static readonly Method<byte[], byte[]> Classify =
        new(MethodType.Unary, "kws.audio.v1.KeywordSpotter", "Classify", Raw, Raw);
    private static readonly StatusCode[] Documented =
        [StatusCode.OK, StatusCode.InvalidArgument, StatusCode.ResourceExhausted];

    public void Dispose() => Host.Logs.AssertNoErrors();

    private SpotterHost Host => spotter.Host;

    [Fact]
    public async Task SpotMessages_AtRandom_GetADocumentedStatus()
    {
        var seen = new HashSet<StatusCode>();
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var status = await SpotStatusAsync(Host,
                Enumerable.Range(0, random.Next(1, 6)).Select(i => Message(random, i).ToByteArray()));
            Assert.True(Documented.Contains(status.StatusCode), $"seed {seed}: {status}");
            seen.Add(status.StatusCode);
        }
        Assert.Contains(StatusCode.OK, seen);
        Assert.Contains(StatusCode.InvalidArgument, seen);
        await Eventually.BeAsync(() => Host.OpenSessions == 0);
    }

    [Fact]
    public async Task Bytes_ThatAreNoMessages_EndTheCallAlone()
    {
        await using var host = await SpotterHost.StartAsync();
        // grpc-dotnet answers what it cannot parse with INTERNAL, and says so in the log.
        host.Logs.Expect(line => line.Category.StartsWith("Grpc.", StringComparison.Ordinal)
            || line.Category.Contains("ErrorMap", StringComparison.Ordinal));
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(1, 200)];
            random.NextBytes(bytes);
            await SpotStatusAsync(host, [bytes]);
            var invoker = host.Channel.CreateCallInvoker();
            Task classified = invoker.AsyncUnaryCall(Classify, null, new CallOptions(), bytes).ResponseAsync;
            await Task.WhenAny(classified).WithTimeout();
        }
        using var device = await Device.PlayAsync(host.Client, Device.Config(), new short[16000]);
        Assert.NotNull(device.Started);
    }

    private static async Task<Status> SpotStatusAsync(SpotterHost host, IEnumerable<byte[]> messages)
    {
        using var call = host.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(Spot, null, new CallOptions());
        try
        {
            foreach (var message in messages)
                await call.RequestStream.WriteAsync(message).WithTimeout();
            await call.RequestStream.CompleteAsync().WithTimeout();
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            // The server has ended the call already.
        }
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout())
                continue;
        }
        catch (RpcException e)
        {
            return e.Status;
        }
        return call.GetStatus();
    }

    private static SpotRequest Message(Random random, int position) =>
        random.Next(10) == 0 ? new SpotRequest()
        : position == 0 ^ random.Next(12) == 0 ? new SpotRequest { Config = Config(random) }
        : new SpotRequest { Chunk = Chunk(random) };

    private static SpotConfig Config(Random random)
    {
        var config = new SpotConfig
        {
            DeviceId = Odd(random) ? Text(random) : "device",
            RecordingId = Odd(random) ? Text(random) : "",
            SampleRateHz = Odd(random) ? Number(random) : 16000,
            Encoding = Odd(random) ? (Encoding)random.Next(-1, 9) : (Encoding)random.Next(1, 4),
            ResumeSample = Odd(random) ? random.NextInt64(long.MinValue, long.MaxValue) : 0,
        };
        if (Odd(random))
            config.Responses.Add((ResponseKind)random.Next(-1, 6));
        if (Odd(random))
            config.Keywords.Add(new KeywordChoice
            {
                Label = Odd(random) ? Text(random) : "yes",
                Threshold = (float)(random.NextDouble() * 4 - 1)
            });
        return config;
    }

    private static AudioChunk Chunk(Random random)
    {
        var pcm = new byte[random.Next(5) == 0 ? random.Next(70_000) : 4 * random.Next(400)];
        if (Odd(random))
            random.NextBytes(pcm);
        return new AudioChunk
        {
            Pcm = ByteString.CopyFrom(pcm),
            FirstSampleIndex = Odd(random) ? random.NextInt64(-10, 1L << random.Next(63)) : 0
        };
    }

    private static bool Odd(Random random) => random.Next(8) == 0;

    private static int Number(Random random) =>
        random.Next(4) switch { 0 => 0, 1 => -1, 2 => int.MaxValue, _ => random.Next() };

    private static string Text(Random random) =>
        new([.. Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(1, 0xD7FF))]);
}
