using Grpc.Core;
using Grpc.Health.V1;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Draining;

public class DrainTests
{
    [Fact]
    public async Task Stop_CallInFlight_IsFinishedFirst()
    {
        await using var host = await ProbeHost.StartAsync();
        var call = host.Client.DoAsync(new Order { What = "wait for release" });
        await host.State.Waiting.Task.WithTimeout();
        var stop = host.StopAsync();
        Assert.False(stop.IsCompleted);
        host.State.Release.SetResult();
        Assert.Equal("only", (await call.ResponseAsync.WithTimeout()).Server);
        await stop.WithTimeout();
        host.Logs.AssertNoErrors();
    }

    [Fact]
    public async Task Stop_LongStream_EndsUnavailableWithWhereToResume()
    {
        await using var host = await ProbeHost.StartAsync();
        using var call = host.Client.Follow(new Order());
        Assert.True(await call.ResponseStream.MoveNext().WithTimeout());
        var stop = host.StopAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext()).WithTimeout();
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal("16000", failure.Trailers.GetValue("kws-resume-sample"));
        await stop.WithTimeout();
    }

    // A connection closed right after the status, with the device's messages unread in it, takes the status with it.
    [Fact]
    public async Task Stop_DeviceStillSendsAndReadsLate_LearnsTheStatusAndWhereToResume()
    {
        var clock = new FakeTimeProvider();
        await using var host = await ProbeHost.StartAsync(null, clock, []);
        using var call = host.Client.Talk();
        await call.RequestStream.WriteAsync(new Order()).WithTimeout();
        Assert.True(await call.ResponseStream.MoveNext().WithTimeout());
        var stop = host.StopAsync();
        await host.Services.GetRequiredService<CallsInFlight>().WhenNone().WithTimeout();
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext()).WithTimeout();
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Equal("16000", failure.Trailers.GetValue("kws-resume-sample"));
        // The connection lingers as long as the clock stands.
        Assert.False(stop.IsCompleted);
        await Eventually.BeAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(0.5));
            return stop.IsCompleted;
        }, "the server stops after the linger");
        await stop.WithTimeout();
    }

    [Fact]
    public async Task Announcement_NewCallsAreRefusedAndHealthSaysNotServing()
    {
        await using var host =
            await ProbeHost.StartAsync(null, ("Drain:Announcement", "00:00:20"), ("Drain:Timeout", "00:00:01"));
        var health = new Health.HealthClient(host.Channel);
        await health.CheckAsync(new HealthCheckRequest()).ResponseAsync.WithTimeout();
        var stop = host.StopAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(() => host.Client.DoAsync(new Order()).ResponseAsync)
            .WithTimeout();
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.Contains("draining", failure.Status.Detail, StringComparison.Ordinal);
        var checkedHealth = await health.CheckAsync(new HealthCheckRequest()).ResponseAsync.WithTimeout();
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, checkedHealth.Status);
        Assert.False(stop.IsCompleted);
    }

    [Fact]
    public async Task Stop_CallThatNeverEnds_IsBrokenOffAfterTheTimeout()
    {
        await using var host = await ProbeHost.StartAsync(null, ("Drain:Timeout", "00:00:00.1"));
        var call = host.Client.DoAsync(new Order { What = "wait for release" });
        await host.State.Waiting.Task.WithTimeout();
        await host.StopAsync().WithTimeout(TimeSpan.FromSeconds(15));
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync).WithTimeout();
        host.State.Release.SetResult();
    }
}
