using Kws.Cli.Benchmarking;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Cli.Tests.Benchmarking;

public sealed class LoadRunTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);
    private readonly FakeTimeProvider _timeProvider = new();

    [Fact]
    public async Task Calls_OneAtATime_AreSentUntilTheTimeIsOverAndMeasured()
    {
        var numbers = new List<long>();

        var result = await new LoadRun(_timeProvider, Duration).CallsAsync("Classify", 1, (_, number) =>
        {
            numbers.Add(number);
            _timeProvider.Advance(TimeSpan.FromMilliseconds(number == 0 ? 500 : 100));
            return Task.CompletedTask;
        }).WithTimeout();

        Assert.Equal([0, 1, 2, 3, 4, 5], numbers);
        Assert.Equal(("Classify", 1, 1.0, 6.0), (result.Call, result.Concurrency, result.Seconds, result.PerSecond));
        Assert.Equal(6, result.Delay.Count);
        Assert.InRange(result.Delay.P50Ms, 100, 101);
        Assert.InRange(result.Delay.MaxMs, 499.9, 501);
    }

    [Fact]
    public async Task Calls_Several_AreUnderWayAtOnceEachWithItsOwnNumber()
    {
        var allUnderWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new List<(int Worker, long Number)>();

        var result = await new LoadRun(_timeProvider, Duration).CallsAsync("Classify", 3, async (worker, number) =>
        {
            lock (seen)
                seen.Add((worker, number));
            if (number == 2)
            {
                _timeProvider.Advance(Duration);
                allUnderWay.SetResult();
            }
            await allUnderWay.Task;
        }).WithTimeout();

        Assert.Equal([0, 1, 2], seen.Select(call => call.Worker).Order());
        Assert.Equal([0, 1, 2], seen.Select(call => call.Number).Order());
        Assert.Equal(3, result.Delay.Count);
    }

    [Fact]
    public async Task Calls_OneFails_FailTheRun() => await Assert.ThrowsAsync<IOException>(
        () => new LoadRun(_timeProvider, Duration).CallsAsync(
            "Classify", 1, (_, _) => throw new IOException("gone")).WithTimeout());

    [Fact]
    public async Task BareLoop_OnEveryProcessor_HasItsOwnWorkEach()
    {
        var created = 0;

        var result = await new LoadRun(_timeProvider, Duration).BareLoopAsync(
            () =>
            {
                Interlocked.Increment(ref created);
                return _ => _timeProvider.Advance(TimeSpan.FromMilliseconds(10));
            },
            default).WithTimeout();

        Assert.Equal((LoadReport.BareLoop, Environment.ProcessorCount), (result.Call, result.Concurrency));
        Assert.Equal(Environment.ProcessorCount, created);
        Assert.InRange(result.Delay.Count, 100 - Environment.ProcessorCount, 100 + Environment.ProcessorCount);
    }

    [Fact]
    public async Task BareLoop_Cancelled_EndsAtOnce()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => new LoadRun(_timeProvider, Duration).BareLoopAsync(() => _ => stop.Cancel(), stop.Token)
                .WithTimeout());
    }

    [Fact]
    public void IsOver_ExactlyAtTheEnd_IsTrue()
    {
        var run = new LoadRun(_timeProvider, Duration);

        _timeProvider.Advance(Duration - TimeSpan.FromTicks(1));
        Assert.False(run.IsOver);
        _timeProvider.Advance(TimeSpan.FromTicks(1));
        Assert.True(run.IsOver);
    }
}
