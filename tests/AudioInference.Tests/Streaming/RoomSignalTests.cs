using Kws.AudioInference.Streaming;
using Microsoft.Extensions.Time.Testing;

namespace Kws.AudioInference.Tests.Streaming;

/// <summary>Waking a waiter that has come, comes later, or has given up.</summary>
public sealed class RoomSignalTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _time = new();
    private readonly RoomSignal _room = new();

    [Fact]
    public async Task Set_BeforeTheWait_IsRemembered()
    {
        _room.Set();

        await Wait().WithTimeout();
    }

    [Fact]
    public async Task Set_ManyTimes_IsRememberedOnce()
    {
        _room.Set();
        _room.Set();
        await Wait().WithTimeout();

        Assert.False(Wait().IsCompleted);
    }

    [Fact]
    public async Task Set_DuringTheWait_WakesIt()
    {
        var waiting = Wait();
        Assert.False(waiting.IsCompleted);

        _room.Set();

        await waiting.WithTimeout();
        Assert.False(Wait().IsCompleted);
    }

    [Fact]
    public async Task Wait_WithoutASignal_TimesOut()
    {
        var waiting = Wait();

        _time.Advance(s_limit);

        await Assert.ThrowsAsync<TimeoutException>(() => waiting.WithTimeout());
    }

    [Fact]
    public async Task Set_AfterAWaitTimedOut_IsRememberedForTheNext()
    {
        var inVain = Wait();
        _time.Advance(s_limit);
        await Assert.ThrowsAsync<TimeoutException>(() => inVain.WithTimeout());

        _room.Set();

        await Wait().WithTimeout();
    }

    [Fact]
    public async Task Set_AfterAWaitWasCancelled_IsRememberedForTheNext()
    {
        using var call = new CancellationTokenSource();
        var cancelled = _room.WaitAsync(s_limit, _time, call.Token);
        await call.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WithTimeout());

        _room.Set();

        await Wait().WithTimeout();
    }

    [Fact]
    public async Task StallWatch_WithoutProgress_EndsAfterTheLimit()
    {
        var watch = new StallWatch(s_limit, _time);
        var first = watch.WaitAsync(_room, (1, 1), CancellationToken.None).AsTask();
        _time.Advance(s_limit);

        // The wait ended; whether there was progress is seen by the next.
        Assert.True(await first.WithTimeout());
        Assert.False(await watch.WaitAsync(_room, (1, 1), CancellationToken.None).WithTimeout());
    }

    [Fact]
    public async Task StallWatch_OfSignalsWithoutProgress_CountsOn()
    {
        var watch = new StallWatch(s_limit, _time);
        for (var second = 0; second < 15; second++)
        {
            _room.Set();
            Assert.True(await watch.WaitAsync(_room, (1, 1), CancellationToken.None).WithTimeout());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _room.Set();
        Assert.False(await watch.WaitAsync(_room, (1, 1), CancellationToken.None).WithTimeout());
    }

    [Fact]
    public async Task StallWatch_OfSlowProgress_GoesOnForEver()
    {
        var watch = new StallWatch(s_limit, _time);
        for (var step = 0; step < 100; step++)
        {
            _room.Set();
            Assert.True(await watch.WaitAsync(_room, (step, step % 2), CancellationToken.None).WithTimeout());
            _time.Advance(TimeSpan.FromSeconds(14));
        }
    }

    private Task Wait() => _room.WaitAsync(s_limit, _time, CancellationToken.None);
}
