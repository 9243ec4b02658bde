using Grpc.Core;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Calls;

/// <summary>Calls that begin and send nothing, on a real server with a clock of the test's.</summary>
public sealed class CallPatienceTests : IAsyncLifetime
{
    private const string Do = "kws.tests.probe.Probe/Do";

    private readonly FakeTimeProvider _timeProvider = new();
    private ProbeHost _host = null!;

    public async Task InitializeAsync() =>
        _host = await ProbeHost.StartAsync(null, _timeProvider, [("Drain:Linger", "00:00:00")]);

    public async Task DisposeAsync()
    {
        _host.Logs.AssertNoErrors();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Stream_WithoutAFirstMessage_IsEndedAndToldTheLimit()
    {
        using var call = _host.Client.Listen();

        var failure = await EndedAsync(call.ResponseAsync, TimeSpan.FromSeconds(10));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Equal("first message: nothing for 10 s; the limit is 10 s (Calls:FirstMessage)", failure.Status.Detail);
    }

    [Fact]
    public async Task Session_WithoutDataAfterItsConfig_IsEndedAndToldTheLimit()
    {
        using var call = _host.Client.Listen();
        await SendAsync(call, "config", 1);

        var failure = await EndedAsync(call.ResponseAsync, TimeSpan.FromSeconds(30));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Contains("first audio or frame: nothing for 30 s", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_ThatSendsNowAndThen_GoesOnUntilItIsIdle()
    {
        using var call = _host.Client.Listen();
        await SendAsync(call, "config", 1);
        for (var i = 2; i < 6; i++)
        {
            await SendAsync(call, "data", i);
            // Longer than the first data may take, shorter than the idle limit.
            _timeProvider.Advance(TimeSpan.FromMinutes(4));
        }
        Assert.False(call.ResponseAsync.IsCompleted);

        var failure = await EndedAsync(call.ResponseAsync, TimeSpan.FromMinutes(5));

        Assert.Contains("next message: nothing for 5 min; the limit is 5 min (Calls:Idle)", failure.Status.Detail,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_ThatEnds_IsAnswered()
    {
        using var call = _host.Client.Listen();
        await SendAsync(call, "config", 1);
        await call.RequestStream.CompleteAsync().WithTimeout();

        Assert.Equal("only", (await call.ResponseAsync.WithTimeout()).Server);
    }

    [Fact]
    public async Task UnaryCall_WithoutItsMessage_IsEnded()
    {
        using var http = Http();
        using var request = new UnfinishedRequest(http, Do, Array.Empty<byte>());
        while (!request.IsAnswered)
            await AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal((int)StatusCode.DeadlineExceeded, (await request.StatusAsync()).Code);
    }

    [Fact]
    public async Task Stop_CallsThatNeverBegan_AreNotWaitedFor()
    {
        using var stream = _host.Client.Listen();
        using var http = Http();
        using var unary = new UnfinishedRequest(http, Do, UnfinishedRequest.Begin(1000, 10));
        // Both are there once a call after them is answered.
        await _host.Client.DoAsync(new Order()).ResponseAsync.WithTimeout();

        // The drain's own clock stands still, and the web server's patience is 30 s.
        await _host.StopAsync().WithTimeout(TimeSpan.FromSeconds(20));

        var failure = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseAsync).WithTimeout();
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
    }

    private async Task SendAsync(AsyncClientStreamingCall<Order, Report> call, string what, int orders)
    {
        await call.RequestStream.WriteAsync(new Order { What = what }).WithTimeout();
        await Eventually.BeAsync(() => Volatile.Read(ref _host.State.Orders) == orders);
    }

    /// <summary>Lets time pass, a limit at once, until the call fails.</summary>
    private async Task<RpcException> EndedAsync(Task call, TimeSpan limit)
    {
        await AdvanceAsync(limit / 2);
        Assert.False(call.IsCompleted);
        while (!call.IsCompleted)
            await AdvanceAsync(limit);
        return await Assert.ThrowsAsync<RpcException>(() => call);
    }

    private async Task AdvanceAsync(TimeSpan time)
    {
        // The server may not have come to wait yet: then this time is lost, and the next counts.
        await Task.Delay(20);
        _timeProvider.Advance(time);
    }

    private HttpClient Http() => new() { BaseAddress = _host.Address };
}
