using Kws.Cli.Audio;
using Kws.Cli.Keywords;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Cli.Tests.Keywords;

public sealed class CaptureTests
{
    private static readonly TimeSpan Chunk = TimeSpan.FromMilliseconds(20);
    // Timers count whole milliseconds.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(2);
    private readonly FakeTimeProvider _timeProvider = new();
    private readonly ReplayBuffer _buffer = new(capacitySamples: 800, bytesPerSample: 2);

    [Fact]
    public async Task Run_InRealTime_HandsAChunkOverWhenItsLastSampleWasHeard()
    {
        var running = Start(realTime: true, samples: 400);

        foreach (long captured in new[] { 160, 320, 400 })
        {
            var before = _buffer.End;
            var changed = _buffer.Changed.Next;
            _timeProvider.Advance(TimeSpan.FromSeconds((captured - before) / 8000.0) - Margin);
            Assert.Equal(before, _buffer.End);
            _timeProvider.Advance(Margin);
            await changed.WithTimeout();
            Assert.Equal(captured, _buffer.End);
        }
        await running.WithTimeout();

        Assert.True(_buffer.IsComplete);
    }

    [Fact]
    public async Task Run_InRealTimeAfterAHold_CatchesUpWithoutAPause()
    {
        var running = Start(realTime: true, samples: 800);

        _timeProvider.Advance(TimeSpan.FromSeconds(1));
        await running.WithTimeout();

        Assert.Equal(800, _buffer.End);
    }

    [Fact]
    public async Task Run_Fast_WaitsForRoomAndLosesNothing()
    {
        var running = Start(realTime: false, samples: 2000);

        while (!_buffer.IsComplete)
        {
            var changed = _buffer.Changed.Next;
            if (_buffer.Room < 160)
                _buffer.Release(_buffer.End);
            else if (!_buffer.IsComplete)
                await changed.WithTimeout();
        }
        await running.WithTimeout();

        Assert.Equal((2000, 0), (_buffer.End, _buffer.Lost));
    }

    [Fact]
    public async Task Run_Cancelled_EndsWithoutCompleting()
    {
        using var stop = new CancellationTokenSource();
        var running = Start(realTime: true, samples: 800, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WithTimeout());
        Assert.False(_buffer.IsComplete);
    }

    private Task Start(bool realTime, int samples, CancellationToken cancellationToken = default)
    {
        var settings = new ListenSettings { Chunk = Chunk, RealTime = realTime, RetryFor = TimeSpan.Zero };
        return new Capture(new RecordingInput(new Recording(8000, new short[samples])), _buffer, settings,
            _timeProvider)
            .RunAsync(cancellationToken);
    }
}
