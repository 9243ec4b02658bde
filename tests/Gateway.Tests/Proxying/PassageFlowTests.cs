using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Proxying;

/// <summary>A side that does not read holds the other one back through the gateway, which keeps next to nothing in
/// between.</summary>
[Collection(nameof(MeasuredMemory))]
public sealed class PassageFlowTests
{
    private const int MessageBytes = 64 << 10;
    // Three times the memory that may be held.
    private const int Messages = 1536;
    private const int MostHeldBytes = 32 << 20;
    // The windows and buffers on the way: several of at most 1 MiB.
    private const int MostAhead = (4 << 20) / MessageBytes;

    private static readonly TimeSpan s_still = TimeSpan.FromSeconds(0.5);

    [Fact]
    public async Task Stream_ClientReadsLate_ServiceWaitsAndEverythingArrives()
    {
        var sent = 0;
        await using var spotter = await ScriptedSpotter.StartAsync(async (_, responses, context) =>
        {
            var scores = new Scores { Posteriors = { new float[MessageBytes / sizeof(float)] } };
            for (; sent < Messages; sent++)
            {
                scores.DecidedSample = sent;
                await responses.WriteAsync(new SpotResponse { Scores = scores }, context.CancellationToken);
            }
            throw new RpcException(new Status(StatusCode.OutOfRange, "all is told"));
        });
        await using var gateway = await StartAsync(spotter);
        using var call = Client(gateway).Spot();

        await HeldMemory.StaysBelowAsync(MostHeldBytes, () => StandingAsync(() => sent));

        Assert.InRange(sent, 1, MostAhead);
        for (var i = 0; i < Messages; i++)
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
            Assert.Equal(i, call.ResponseStream.Current.Scores.DecidedSample);
        }
        var ended = await Assert.ThrowsAsync<RpcException>(() =>
            call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        Assert.Equal((StatusCode.OutOfRange, "all is told"), (ended.StatusCode, ended.Status.Detail));
    }

    [Fact]
    public async Task Stream_ClientReadsNothingAndLeaves_ServiceIsTold()
    {
        var sent = 0;
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var spotter = await ScriptedSpotter.StartAsync(async (_, responses, context) =>
        {
            await using var leaving = context.CancellationToken.Register(() => left.TrySetResult());
            var told = new SpotResponse { Keyword = new Keyword { Label = new string('a', MessageBytes) } };
            for (; sent < Messages; sent++)
                await responses.WriteAsync(told, context.CancellationToken);
        });
        await using var gateway = await StartAsync(spotter);
        using (Client(gateway).Spot())
            await StandingAsync(() => sent);

        await left.Task.WithTimeout();

        Assert.InRange(sent, 1, MostAhead);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Stream_ServiceReadsLate_ClientWaitsAndEverythingArrives()
    {
        var reads = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var spotter = await ScriptedSpotter.StartAsync(async (requests, responses, context) =>
        {
            await reads.Task.WaitAsync(context.CancellationToken);
            var next = 0;
            while (await requests.MoveNext(context.CancellationToken)
                && requests.Current.Chunk.FirstSampleIndex == next)
            {
                next++;
            }
            await responses.WriteAsync(new SpotResponse { Acknowledged = new Acknowledged { ProcessedSample = next } });
        });
        await using var gateway = await StartAsync(spotter);
        using var call = Client(gateway).Spot();
        var written = 0;
        var writing = Task.CompletedTask;

        await HeldMemory.StaysBelowAsync(MostHeldBytes, () =>
        {
            writing = WriteAsync(call.RequestStream, () => written++);
            return StandingAsync(() => written);
        });

        Assert.InRange(written, 1, MostAhead);
        reads.SetResult();
        await writing.WithTimeout();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        Assert.Equal(Messages, call.ResponseStream.Current.Acknowledged.ProcessedSample);
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
    }

    [Fact]
    public async Task Stream_ServiceReadsNothingAndRefuses_ClientIsToldWhy()
    {
        var refuses = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var spotter = await ScriptedSpotter.StartAsync(async (_, _, context) =>
        {
            await refuses.Task.WaitAsync(context.CancellationToken);
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "it is too much"));
        });
        await using var gateway = await StartAsync(spotter);
        using var call = Client(gateway).Spot();
        var written = 0;
        var writing = WriteAsync(call.RequestStream, () => written++);
        await StandingAsync(() => written);

        refuses.SetResult();

        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        Assert.Equal((StatusCode.ResourceExhausted, "it is too much"), (refused.StatusCode, refused.Status.Detail));
        await Assert.ThrowsAsync<RpcException>(() => writing.WithTimeout());
        Assert.InRange(written, 1, MostAhead);
    }

    private static Task<GatewayHost> StartAsync(ScriptedSpotter spotter) =>
        GatewayHost.StartAsync(MeshBehind.Setting("audioinference", spotter.Address));

    private static KeywordSpotter.KeywordSpotterClient Client(GatewayHost gateway) => new(gateway.Channel);

    private static async Task WriteAsync(IClientStreamWriter<SpotRequest> requests, Action onWritten)
    {
        var pcm = ByteString.CopyFrom(new byte[MessageBytes]);
        for (var i = 0; i < Messages; i++)
        {
            await requests.WriteAsync(new SpotRequest { Chunk = new AudioChunk { Pcm = pcm, FirstSampleIndex = i } });
            onWritten();
        }
        await requests.CompleteAsync();
    }

    // It has moved, and does so no more.
    private static Task StandingAsync(Func<int> moved)
    {
        var before = 0;
        return Eventually.BeAsync(async () =>
        {
            await Task.Delay(s_still);
            (var isStanding, before) = (moved() > 0 && moved() == before, moved());
            return isStanding;
        }, "a side that is held back");
    }
}
