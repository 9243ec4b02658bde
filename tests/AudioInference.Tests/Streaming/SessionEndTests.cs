using Kws.AudioInference.Streaming;
using Microsoft.Extensions.Time.Testing;

namespace Kws.AudioInference.Tests.Streaming;

/// <summary>The ways in which a session ends, and in which order they count.</summary>
public sealed class SessionEndTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SessionEnd _end = new();

    [Fact]
    public void New_Session_HasNotEnded()
    {
        _end.ThrowIfEnded();

        Assert.False(_end.IsInputEnded || _end.IsDrained || _end.IsClosed || _end.IsFinished);
        Assert.Null(_end.Fault);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EndInput_OfAStream_TellsWhetherItGoesOnElsewhere(bool drained)
    {
        _end.EndInput(drained);

        Assert.True(_end.IsInputEnded);
        Assert.Equal(drained, _end.IsDrained);
        _end.ThrowIfEnded();
    }

    [Fact]
    public async Task Finish_OfAllDecisions_EndsTheWait()
    {
        var waiting = Wait();
        Assert.False(waiting.IsCompleted);

        _end.Finish();

        await waiting.WithTimeout();
        Assert.True(_end.IsFinished);
        Assert.False(_end.IsClosed);
    }

    [Fact]
    public async Task Wait_BeyondTheLimit_SaysToResume()
    {
        var waiting = Wait();

        _time.Advance(TimeSpan.FromSeconds(2.5));

        var error = await Assert.ThrowsAsync<StreamInterruptedException>(() => waiting.WithTimeout());
        Assert.Equal("the last audio was not decided within 2.5 s; reconnect and resume", error.Message);
    }

    [Fact]
    public async Task Fault_OfASession_EndsItOnce()
    {
        var fault = new InvalidOperationException("the model broke");
        Assert.True(_end.TryFault(fault));
        Assert.False(_end.TryFault(new InvalidOperationException("and again")));

        Assert.Same(fault, _end.Fault);
        Assert.True(_end.IsClosed);
        Assert.Same(fault, Assert.Throws<InvalidOperationException>(_end.ThrowIfEnded));
        Assert.Same(fault, await Assert.ThrowsAsync<InvalidOperationException>(() => Wait().WithTimeout()));
    }

    [Fact]
    public void Fault_OfAClosedSession_IsNone()
    {
        _end.Close();

        Assert.False(_end.TryFault(new InvalidOperationException("too late")));
        Assert.Null(_end.Fault);
        Assert.Throws<ObjectDisposedException>(_end.ThrowIfEnded);
    }

    [Fact]
    public async Task Fault_AfterTheFinish_LeavesTheWaitDone()
    {
        _end.Finish();

        Assert.True(_end.TryFault(new InvalidOperationException("late")));

        await Wait().WithTimeout();
    }

    private Task Wait() => _end.WaitUntilFinishedAsync(TimeSpan.FromSeconds(2.5), _time, CancellationToken.None);
}
