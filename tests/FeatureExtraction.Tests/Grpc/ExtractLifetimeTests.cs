using Grpc.Core;

namespace Kws.FeatureExtraction.Tests.Grpc;

/// <summary>How calls end: cancelled, out of time, drained, unread, vanished.</summary>
public sealed class ExtractLifetimeTests
{
    [Fact]
    public async Task Extract_Cancelled_GivesItsStreamsBack()
    {
        await using var host = await FeatureExtractionHost.StartAsync(("MaxCalls", "1"));
        using (var call = new ExtractDialogue(host.Client.Extract()))
        {
            await call.SendAsync(Requests.Open(1));
            await call.NextAsync();
        }

        await UntilACallIsTakenAsync(host);
    }

    [Fact]
    public async Task Extract_DeadlinePasses_EndsWithDeadlineExceeded()
    {
        await using var host = await FeatureExtractionHost.StartAsync(("MaxCalls", "1"));
        using var call = new ExtractDialogue(host.Client.Extract(deadline: DateTime.UtcNow.AddMilliseconds(300)));

        // On a busy machine it may pass before the first message is sent.
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await call.SendAsync(Requests.Open(1));
            await call.ReadAllAsync();
        }).WithTimeout();

        Assert.True(Deadline.Ended(error), error.Status.ToString());
        await UntilACallIsTakenAsync(host);
    }

    [Fact]
    public async Task Extract_ServerDrains_AnswersWhatItReadThenUnavailable()
    {
        await using var host = await FeatureExtractionHost.StartAsync();
        using var call = new ExtractDialogue(host.Client.Extract());
        await call.SendAsync(Requests.Open(1), Requests.S16(1, new byte[800]));
        Assert.NotNull((await call.NextAsync())?.Opened);
        Assert.Equal(1, (await call.NextAsync())?.Frames.FrameCount);

        var stopping = host.StopAsync();
        var error = await Assert.ThrowsAsync<RpcException>(call.ReadAllAsync).WithTimeout();

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Contains("open the 1 streams elsewhere", error.Status.Detail, StringComparison.Ordinal);
        await stopping.WithTimeout();
    }

    [Fact]
    public async Task Extract_ClientNeverReads_IsPushedBackThenCut()
    {
        await using var host = await FeatureExtractionHost.StartAsync(("MaxCalls", "1"), ("ReaderPatience", "00:00:01"),
            ("MaxQueuedResponseBytes", "100000"));
        using var call = host.Client.Extract();
        await call.RequestStream.WriteAsync(Requests.Open(1)).WithTimeout();
        var audio = Requests.S16(1, new byte[64_000]);

        var before = HeldMemory.Now;
        var sent = 0;
        var flooding = Task.Run(async () =>
        {
            for (; sent < 100_000; sent++)
                await call.RequestStream.WriteAsync(audio);
        });

        await Assert.ThrowsAnyAsync<Exception>(() => flooding).WithTimeout();
        Assert.InRange(sent, 1, 2_000);
        await HeldMemory.StaysBelowAsync(before, 200 << 20);
        Assert.Contains(host.Logs.Lines, line => line.Event.Name == "ReaderTooSlow");
        await UntilACallIsTakenAsync(host);
    }

    [Fact]
    public async Task Extract_ClientVanishes_GivesItsStreamsBack()
    {
        await using var host = await FeatureExtractionHost.StartAsync(("MaxCalls", "1"));
        var channel = global::Grpc.Net.Client.GrpcChannel.ForAddress(host.Address);
        var call = new ExtractDialogue(new Kws.Features.V1.FeatureExtraction.FeatureExtractionClient(channel)
            .Extract());
        await call.SendAsync(Requests.Open(1), Requests.S16(1, new byte[3_200]));
        await call.NextAsync();

        // The connection goes down with the channel, in the middle of the call.
        channel.Dispose();

        await UntilACallIsTakenAsync(host);
    }

    [Fact]
    public async Task Extract_MessageOf100Megabytes_IsResourceExhausted()
    {
        await using var host = await FeatureExtractionHost.StartAsync();
        using var call = host.Client.Extract();

        // The server may refuse the message before all of it is sent; the status comes with the responses.
        await call.RequestStream.WriteAsync(Requests.S16(1, new byte[100_000_000]))
            .ContinueWith(_ => { }, TaskScheduler.Default).WithTimeout();
        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None))
            .WithTimeout();

        Assert.Equal(StatusCode.ResourceExhausted, error.StatusCode);
    }

    private static async Task UntilACallIsTakenAsync(FeatureExtractionHost host)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var call = new ExtractDialogue(host.Client.Extract());
            await call.SendAsync(Requests.Open(1)).ContinueWith(_ => { }, TaskScheduler.Default);
            try
            {
                Assert.NotNull((await call.NextAsync())?.Opened);
                return;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted && attempt < 100)
            {
                await Task.Delay(50);
            }
        }
    }
}
