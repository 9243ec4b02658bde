using System.Text;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.Core.Api.Tests.RoundTrip;

public class RoundTripTests(EchoHost host) : IClassFixture<EchoHost>
{
    private readonly Echo.EchoClient _client = host.Client;

    [Fact]
    public async Task Unary_Request_IsAnswered()
    {
        Words answer = await _client.SayAsync(new Words { Text = "hello" }).ResponseAsync.WithTimeout();
        Assert.Equal("hello", answer.Text);
    }

    [Fact]
    public async Task ServerStreaming_ManyMessages_ArriveInOrder()
    {
        using AsyncServerStreamingCall<Words> call = _client.Count(new Words { Text = "n", Times = 100 });
        var numbers = new List<int>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout())
            numbers.Add(call.ResponseStream.Current.Times);
        Assert.Equal(Enumerable.Range(0, 100), numbers);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task ClientStreaming_ManyMessages_AreJoined()
    {
        using AsyncClientStreamingCall<Words, Words> call = _client.Join();
        foreach (string text in new[] { "one", "two", "three" })
            await call.RequestStream.WriteAsync(new Words { Text = text }).WithTimeout();
        await call.RequestStream.CompleteAsync().WithTimeout();
        Words answer = await call.ResponseAsync.WithTimeout();
        Assert.Equal("one two three", answer.Text);
    }

    [Fact]
    public async Task DuplexStreaming_EachMessage_IsAnsweredBeforeTheNext()
    {
        using AsyncDuplexStreamingCall<Words, Words> call = _client.Chat();
        foreach (string text in new[] { "a", "b", "c" })
        {
            await call.RequestStream.WriteAsync(new Words { Text = text }).WithTimeout();
            Assert.True(await call.ResponseStream.MoveNext().WithTimeout());
            Assert.Equal(text.ToUpperInvariant(), call.ResponseStream.Current.Text);
        }
        await call.RequestStream.CompleteAsync().WithTimeout();
        Assert.False(await call.ResponseStream.MoveNext().WithTimeout());
    }

    [Fact]
    public async Task Unary_DeadlinePasses_IsDeadlineExceeded()
    {
        RpcException failure = await Assert.ThrowsAsync<RpcException>(
            () => _client.SayAsync(new Words { Text = "wait" }, deadline: DateTime.UtcNow.AddMilliseconds(200)).ResponseAsync).WithTimeout();
        Assert.True(Deadline.Ended(failure), failure.Status.ToString());
    }

    [Fact]
    public async Task Unary_CallerCancels_IsCancelled()
    {
        using var source = new CancellationTokenSource();
        AsyncUnaryCall<Words> call = _client.SayAsync(new Words { Text = "wait" }, cancellationToken: source.Token);
        await source.CancelAsync();
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync).WithTimeout();
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
    }

    [Fact]
    public async Task Unary_HandlerThrowsStatus_StatusAndTrailersArrive()
    {
        RpcException failure = await Assert.ThrowsAsync<RpcException>(
            () => _client.SayAsync(new Words { Text = "fail" }).ResponseAsync).WithTimeout();
        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Equal("told to fail: ünïcode", failure.Status.Detail);
        Assert.Equal("asked", failure.Trailers.GetValue("why"));
    }

    [Fact]
    public async Task Unary_BinaryAndTextMetadata_RoundTrip()
    {
        var headers = new Core.Metadata { { "Mark", "x1" }, { "blob-bin", EchoService.Blob } };
        using AsyncUnaryCall<Words> call = _client.SayAsync(new Words { Text = "metadata" }, headers);
        Assert.Equal("x1", (await call.ResponseHeadersAsync.WithTimeout()).GetValue("seen"));
        await call.ResponseAsync.WithTimeout();
        Assert.Equal(EchoService.Blob, call.GetTrailers().GetValueBytes("blob-bin"));
    }

    [Fact]
    public async Task Unary_MessageOverTheServersLimit_IsResourceExhausted()
    {
        var request = new Words { Padding = ByteString.CopyFrom(new byte[64 * 1024 + 1]) };
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => _client.SayAsync(request).ResponseAsync).WithTimeout();
        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
    }

    [Fact]
    public async Task ClientFromContainer_SharesOneChannel_AndAnswers()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddGrpcClient<Echo.EchoClient>(options => options.Address = host.Address).Services.BuildServiceProvider();
        foreach (string text in new[] { "first", "second" })
        {
            Words answer = await services.GetRequiredService<Echo.EchoClient>().SayAsync(new Words { Text = text }).ResponseAsync.WithTimeout();
            Assert.Equal(text, answer.Text);
        }
    }

    [Fact]
    public void MetadataEntry_BadKeyOrKind_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new Core.Metadata.Entry("bad key", "value"));
        Assert.Throws<ArgumentException>(() => new Core.Metadata.Entry("key-bin", "text"));
        Assert.Throws<ArgumentException>(() => new Core.Metadata.Entry("key", Encoding.UTF8.GetBytes("bytes")));
        Assert.Throws<InvalidOperationException>(() => new Core.Metadata.Entry("key-bin", [1]).Value);
        Assert.Throws<InvalidOperationException>(() => Core.Metadata.Empty.Add("key", "value"));
    }
}
