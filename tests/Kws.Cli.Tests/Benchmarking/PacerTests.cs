using Kws.Cli.Benchmarking.Streams;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Cli.Tests.Benchmarking;

/// <summary>When chunks are due, by a clock that goes on only when told.</summary>
public sealed class PacerTests
{
    private static readonly TimeSpan Chunk = TimeSpan.FromMilliseconds(20);
    private readonly FakeTimeProvider _timeProvider = new();
    private readonly List<(int Stream, double DueMs)> _due = [];

    [Fact]
    public void RunDue_OneStream_IsDueOnceAChunkFromTheFirstCapturedOn()
    {
        var pacer = Create(streams: 1, TimeSpan.Zero);

        Assert.Equal(Chunk, pacer.RunDue());
        Assert.Empty(_due);
        for (var turn = 0; turn < 3; turn++)
        {
            _timeProvider.Advance(Chunk);
            pacer.RunDue();
        }

        Assert.Equal([(0, 20), (0, 40), (0, 60)], _due);
    }

    [Fact]
    public void RunDue_ManyStreams_AreSpreadOverTheMillisecondsOfAChunk()
    {
        var pacer = Create(streams: 40, TimeSpan.Zero);

        _timeProvider.Advance(Chunk * 2 - TimeSpan.FromTicks(1));
        var left = pacer.RunDue();

        Assert.Equal(TimeSpan.FromTicks(1), left);
        Assert.Equal(Enumerable.Range(0, 20).SelectMany(
            slot => new[] { (slot, 20.0 + slot), (slot + 20, 20.0 + slot) }), _due);
    }

    [Fact]
    public void RunDue_Spread_LetsStreamsBeginOneTurnAfterAnother()
    {
        var pacer = Create(streams: 60, spread: Chunk * 3);

        _timeProvider.Advance(Chunk * 4 + TimeSpan.FromMilliseconds(19));
        pacer.RunDue();

        Assert.Equal([(0, 20), (0, 40), (0, 60), (0, 80)], _due.Where(due => due.Stream == 0));
        Assert.Equal([(20, 40), (20, 60), (20, 80)], _due.Where(due => due.Stream == 20));
        Assert.Equal([(59, 79), (59, 99)], _due.Where(due => due.Stream == 59));
    }

    [Fact]
    public void RunDue_Late_CatchesUpAndStillSaysWhenEachWasDue()
    {
        var pacer = Create(streams: 1, TimeSpan.Zero);

        _timeProvider.Advance(Chunk * 5 + TimeSpan.FromMilliseconds(0.5));
        var left = pacer.RunDue();

        Assert.Equal([20.0, 40, 60, 80, 100], _due.Select(due => due.DueMs));
        Assert.Equal(TimeSpan.FromMilliseconds(0.5), left);
    }

    [Fact]
    public async Task Start_OnTheRealClock_CallsUntilStopped()
    {
        var tenth = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var called = 0;
        var pacer = new Pacer([_ => { if (++called == 10) tenth.SetResult(); }], TimeSpan.FromMilliseconds(5),
            TimeSpan.Zero, TimeProvider.System);
        var begin = TimeProvider.System.GetTimestamp();

        pacer.Start();
        await tenth.Task.WithTimeout();
        var elapsed = TimeProvider.System.GetElapsedTime(begin);
        pacer.Stop();
        var stopped = called;

        Assert.True(elapsed >= TimeSpan.FromMilliseconds(50), $"ten chunks of 5 ms in {elapsed}");
        Assert.Equal(stopped, called);
    }

    private Pacer Create(int streams, TimeSpan spread)
    {
        var begin = _timeProvider.GetTimestamp();
        return new Pacer(
            [.. Enumerable.Range(0, streams).Select(
                stream => (Action<long>)(at =>
                    _due.Add((stream, _timeProvider.GetElapsedTime(begin, at).TotalMilliseconds))))],
            Chunk, spread, _timeProvider);
    }
}
