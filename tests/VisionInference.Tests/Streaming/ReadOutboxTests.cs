using Kws.ServiceDefaults.Errors;
using Kws.VisionInference.Streaming;
using Microsoft.Extensions.Time.Testing;

namespace Kws.VisionInference.Tests.Streaming;

/// <summary>A device that reads its responses slowly, late or never.</summary>
public sealed class ReadOutboxTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ReadOutbox _outbox;

    public ReadOutboxTests() => _outbox = new ReadOutbox(capacity: 2, TimeSpan.FromSeconds(15), _time);

    [Fact]
    public async Task Add_WithRoom_NeverWaits()
    {
        Assert.True(_outbox.AddAsync(Frame(0), CancellationToken.None).IsCompletedSuccessfully);
        Assert.True(_outbox.AddAsync(Frame(1), CancellationToken.None).IsCompletedSuccessfully);

        Assert.Equal(Frame(0), await _outbox.Reader.ReadAsync().WithTimeout());
        Assert.Equal(Frame(1), await _outbox.Reader.ReadAsync().WithTimeout());
    }

    [Fact]
    public async Task Add_WithoutRoom_WaitsUntilTheDeviceReads()
    {
        await FillAsync();
        var waiting = _outbox.AddAsync(Frame(2), CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromSeconds(14.9));
        Assert.False(waiting.IsCompleted);

        Assert.Equal(Frame(0), await _outbox.Reader.ReadAsync().WithTimeout());

        await waiting.WithTimeout();
        Assert.Equal(2, _outbox.Reader.Count);
    }

    [Fact]
    public async Task Add_WithoutRoomForTheLimit_NamesHowManyAreUnread()
    {
        await FillAsync();
        var waiting = _outbox.AddAsync(Frame(2), CancellationToken.None).AsTask();

        _time.Advance(TimeSpan.FromSeconds(15));

        var error = await Assert.ThrowsAsync<LimitExceededException>(() => waiting.WithTimeout());
        Assert.Equal("unread responses: 2 for 15 s exceeds the limit of 2", error.Message);
    }

    [Fact]
    public async Task Add_AfterAWaitThatWasInTime_HasTheWholeLimitAgain()
    {
        await FillAsync();
        var first = _outbox.AddAsync(Frame(2), CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromSeconds(14));
        await _outbox.Reader.ReadAsync().WithTimeout();
        await first.WithTimeout();

        var second = _outbox.AddAsync(Frame(3), CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromSeconds(14));

        Assert.False(second.IsCompleted);
        await _outbox.Reader.ReadAsync().WithTimeout();
        await second.WithTimeout();
    }

    [Fact]
    public async Task Add_Cancelled_IsNoFaultOfTheDevice()
    {
        await FillAsync();
        using var call = new CancellationTokenSource();
        var waiting = _outbox.AddAsync(Frame(2), call.Token).AsTask();

        await call.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WithTimeout());
    }

    [Fact]
    public async Task Complete_WithWhatWaits_IsReadToItsEnd()
    {
        await FillAsync();

        _outbox.Complete();

        Assert.Equal([Frame(0), Frame(1)], await _outbox.Reader.ReadAllAsync().ToListAsync().WithTimeout());
    }

    [Fact]
    public async Task Complete_WithAFault_TellsItAfterWhatWaits()
    {
        await FillAsync();

        _outbox.Complete(new InvalidOperationException("the speech broke"));
        _outbox.Complete();

        Assert.Equal(Frame(0), await _outbox.Reader.ReadAsync().WithTimeout());
        Assert.Equal(Frame(1), await _outbox.Reader.ReadAsync().WithTimeout());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _outbox.Reader.Completion.WithTimeout());
        Assert.Equal("the speech broke", error.Message);
    }

    private async Task FillAsync()
    {
        await _outbox.AddAsync(Frame(0), CancellationToken.None);
        await _outbox.AddAsync(Frame(1), CancellationToken.None);
    }

    private static FrameObserved Frame(long index) => new(index, Array.Empty<RankedLetter>(), false, "");
}
