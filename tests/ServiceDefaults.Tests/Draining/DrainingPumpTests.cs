using System.Diagnostics;
using System.Threading.Channels;
using Kws.ServiceDefaults.Draining;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Draining;

public sealed class DrainingPumpTests : IDisposable
{
    private static readonly TimeSpan s_drainTime = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _timeProvider = new();
    private readonly NotingPump _pump;

    public DrainingPumpTests() => _pump = new NotingPump(_timeProvider);

    public void Dispose() => _pump.Dispose();

    [Fact]
    public async Task Stop_WithWorkLeft_WaitsUntilItIsDone()
    {
        await _pump.StartAsync(default).WithTimeout();
        _pump.Put("a");
        _pump.Put("b");

        var stop = _pump.StopAsync(default);
        _timeProvider.Advance(s_drainTime - TimeSpan.FromTicks(1));
        Assert.False(stop.IsCompleted);
        _pump.Open();
        await stop.WithTimeout();

        Assert.Equal(["a", "b"], _pump.Done);
        Assert.Empty(_pump.Dropped);
    }

    [Fact]
    public async Task Stop_DrainTimeOver_GivesUpTheRest()
    {
        await _pump.StartAsync(default).WithTimeout();
        _pump.Put("a");
        _pump.Put("b");

        var stop = _pump.StopAsync(default);
        _timeProvider.Advance(s_drainTime);
        await stop.WithTimeout();

        Assert.Empty(_pump.Done);
        Assert.Equal(["a", "b"], _pump.Dropped);
    }

    [Fact]
    public async Task Stop_HostOutOfPatience_StillTakesTheDrainTime()
    {
        await _pump.StartAsync(default).WithTimeout();
        _pump.Put("a");

        var stop = _pump.StopAsync(new CancellationToken(canceled: true));
        Assert.False(stop.IsCompleted);
        _pump.Open();
        await stop.WithTimeout();

        Assert.Equal(["a"], _pump.Done);
    }

    [Fact]
    public async Task Stop_WorkFailed_TellsWhy()
    {
        await _pump.StartAsync(default).WithTimeout();
        _pump.Put("fail");
        _pump.Open();

        await Assert.ThrowsAsync<InvalidOperationException>(() => _pump.StopAsync(default)).WithTimeout();
    }

    [Fact]
    public async Task Stop_NeverStarted_Ends() => await _pump.StopAsync(default).WithTimeout();

    [Fact]
    public async Task Start_WithinASpan_WorksOutsideIt()
    {
        using var span = new Activity("start of the host").Start();
        await _pump.StartAsync(default).WithTimeout();
        _pump.Open();

        await _pump.StopAsync(default).WithTimeout();

        Assert.Null(_pump.Span);
        Assert.Same(span, Activity.Current);
    }

    /// <summary>Does nothing before it is opened.</summary>
    private sealed class NotingPump(TimeProvider timeProvider) : DrainingPump(s_drainTime, timeProvider)
    {
        private readonly Channel<string> _queue = Channel.CreateUnbounded<string>();
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Done { get; } = [];

        public List<string> Dropped { get; } = [];

        public Activity? Span { get; private set; }

        public void Put(string work) => _queue.Writer.TryWrite(work);

        public void Open() => _open.SetResult();

        protected override void CloseQueue() => _queue.Writer.Complete();

        protected override async Task WorkOffAsync()
        {
            Span = Activity.Current;
            await foreach (var work in _queue.Reader.ReadAllAsync())
            {
                await _open.Task.WaitAsync(GivenUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (work == "fail")
                    throw new InvalidOperationException();
                (GivenUp.IsCancellationRequested ? Dropped : Done).Add(work);
            }
        }
    }
}
