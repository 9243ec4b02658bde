using Grpc.Core;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Calls;

/// <summary>Calls that the server ends before their client does.</summary>
public sealed class UnfinishedCallsTests
{
    private readonly FakeTimeProvider _timeProvider = new();

    // Kestrel keeps a hundred in mind, by a clock of its own, and resets what is begun beyond.
    [Fact]
    public async Task Calls_RefusedOneAfterAnotherOnOneConnection_AllHaveTheirStatus()
    {
        await using var host = await ProbeHost.StartAsync(null, ("Grpc:MaxStreamsPerConnection", "10"));
        for (var i = 0; i <= 105; i++)
        {
            using var call = host.Client.Listen();
            await call.RequestStream.WriteAsync(new Order { What = "invalid" }).WithTimeout();

            var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync).WithTimeout();

            Assert.True(failure.StatusCode == StatusCode.InvalidArgument, $"call {i}: {failure.Status}");
        }
        host.Logs.AssertNoErrors();
    }

    [Theory]
    [InlineData(250, 250)]
    [InlineData(10, 90)]
    public async Task Turns_OfOneConnection_ComeAsKestrelForgetsTheOnesBefore(int running, int most)
    {
        var calls = Calls(running);
        var connection = new object();
        Assert.Equal(most, calls.Most);
        for (var i = 0; i < most; i++)
            Assert.True(calls.AwaitTurnAsync(connection, CancellationToken.None).IsCompleted);

        var next = calls.AwaitTurnAsync(connection, CancellationToken.None);
        _timeProvider.Advance(UnfinishedCalls.Window - TimeSpan.FromMilliseconds(1));
        Assert.False(next.IsCompleted);
        _timeProvider.Advance(TimeSpan.FromMilliseconds(1));
        await next.WithTimeout();
    }

    [Fact]
    public async Task Turns_OfOtherConnectionsAndOfCallsThatAreOver_AreNotWaitedFor()
    {
        var calls = Calls(90);
        var connection = new object();
        for (var i = 0; i < calls.Most; i++)
            await calls.AwaitTurnAsync(connection, CancellationToken.None).WithTimeout();

        await calls.AwaitTurnAsync(new object(), CancellationToken.None).WithTimeout();
        using var over = new CancellationTokenSource();
        var waiting = calls.AwaitTurnAsync(connection, over.Token);
        Assert.False(waiting.IsCompleted);
        await over.CancelAsync();
        await waiting.WithTimeout();
    }

    private UnfinishedCalls Calls(int running) =>
        new(Options.Create(new GrpcLimitsOptions { MaxStreamsPerConnection = running }), _timeProvider);
}
