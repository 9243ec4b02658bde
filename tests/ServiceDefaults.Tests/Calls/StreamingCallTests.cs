using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Calls;

public class StreamingCallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly FakeTimeProvider _timeProvider = new();
    private readonly StubCall _call = new();
    private readonly ScriptedSides _sides = new();

    [Fact]
    public async Task Run_ClientSendsAll_FinishesAndWaitsForTheResponses()
    {
        var running = RunAsync();
        _sides.Requests.SetResult();
        await _sides.Until("finish");
        Assert.False(running.IsCompleted);

        _sides.Responses.SetResult();

        await running.WithTimeout();
        Assert.Equal(["finish", "abandon"], _sides.Told);
    }

    [Fact]
    public async Task Run_RequestIsRefused_WaitingResponsesStillGoOutBeforeTheStatus()
    {
        var running = RunAsync();
        _sides.Requests.SetException(new InvalidRequestException("body", "config", "chunk"));
        await _sides.Until("abandon: InvalidRequestException");
        Assert.False(running.IsCompleted);

        _sides.Responses.SetResult();

        await Assert.ThrowsAsync<InvalidRequestException>(() => running).WithTimeout();
        Assert.Equal(["abandon: InvalidRequestException"], _sides.Told);
    }

    [Fact]
    public async Task Run_ServerDrains_StopsReadingAndTellsWhereToResume()
    {
        var running = RunAsync();

        _call.Drain();

        await _sides.Until("drain");
        _sides.Responses.SetResult();
        var failure = await Assert.ThrowsAsync<NotReadyException>(() => running).WithTimeout();
        Assert.Equal("resume at 7", failure.Message);
        Assert.True(_sides.ReadingEnded);
    }

    [Fact]
    public async Task Run_ConnectionIsOld_StopsReadingAndTellsWhereToResume()
    {
        var running = RunAsync();

        _call.Age();

        await _sides.Until("drain");
        _sides.Responses.SetResult();
        await Assert.ThrowsAsync<NotReadyException>(() => running).WithTimeout();
        Assert.Equal("the connection is old", _sides.Reason);
    }

    [Fact]
    public async Task Run_ConnectionIsOldAmidSomething_EndsOnceThatIsOver()
    {
        _sides.CanMove = false;
        var running = RunAsync();
        _call.Age();
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(5);
            _timeProvider.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Empty(_sides.Told);

        _sides.CanMove = true;
        while (!_sides.Told.Contains("drain"))
        {
            await Task.Delay(5);
            _timeProvider.Advance(TimeSpan.FromSeconds(1));
        }

        _sides.Responses.SetResult();
        await Assert.ThrowsAsync<NotReadyException>(() => running).WithTimeout();
    }

    [Fact]
    public async Task Run_ResponsesFail_StopsReadingAndThrowsTheirFault()
    {
        var running = RunAsync();

        _sides.Responses.SetException(new LimitExceededException("unread responses", "9", "8"));

        await Assert.ThrowsAsync<LimitExceededException>(() => running).WithTimeout();
        Assert.True(_sides.ReadingEnded);
        Assert.Equal(["abandon: LimitExceededException"], _sides.Told);
        // All that there was went out: the client may learn why.
        Assert.False(_call.IsAborted);
    }

    [Fact]
    public async Task Run_AResponseIsNotTaken_BreaksTheCallOff()
    {
        var running = RunAsync();

        _sides.Responses.SetException(CallEnds.Unread(Patience));

        await Assert.ThrowsAsync<LimitExceededException>(() => running).WithTimeout();
        Assert.True(_call.IsAborted);
    }

    [Fact]
    public async Task Run_LastResponsesAreLeftUnread_BreaksTheCallOffAfterThePatience()
    {
        _call.RequestAborted.Register(() => _sides.Responses.TrySetException(new IOException("reset")));
        var running = RunAsync();
        _sides.Requests.SetResult();
        await _sides.Until("finish");
        Assert.False(_call.IsAborted);

        while (!_call.IsAborted)
            _timeProvider.Advance(Patience);

        await Assert.ThrowsAsync<LimitExceededException>(() => running).WithTimeout();
    }

    [Fact]
    public async Task Run_ClientVanishes_EndsBothSides()
    {
        var running = RunAsync();

        _call.Abort();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running).WithTimeout();
        Assert.True(_sides.ReadingEnded);
        Assert.StartsWith("abandon", Assert.Single(_sides.Told), StringComparison.Ordinal);
    }

    private Task RunAsync() => new StreamingCall(_call, _call, Patience, _timeProvider).RunAsync(_sides);

    /// <summary>Sides that a test ends when it wants; they heed their tokens.</summary>
    private sealed class ScriptedSides : ICallSides
    {
        private readonly Lock _gate = new();
        private readonly List<string> _told = [];

        public TaskCompletionSource Requests { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Responses { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool ReadingEnded { get; private set; }

        public bool CanMove { get; set; } = true;

        public string? Reason { get; private set; }

        public string[] Told
        {
            get
            {
                lock (_gate)
                    return [.. _told];
            }
        }

        public async Task Until(string told)
        {
            for (var tries = 0; !Told.Contains(told); tries++)
            {
                Assert.True(tries < 6000, $"no '{told}'; told: {string.Join(", ", Told)}");
                await Task.Delay(10);
            }
        }

        public async Task ReadAsync(CancellationToken cancellationToken)
        {
            try
            {
                await Requests.Task.WaitAsync(cancellationToken);
            }
            finally
            {
                ReadingEnded = true;
            }
        }

        public Task WriteAsync(CancellationToken cancellationToken) => Responses.Task.WaitAsync(cancellationToken);

        public Task FinishAsync(CancellationToken cancellationToken)
        {
            Tell("finish");
            return Task.CompletedTask;
        }

        public Task<Exception> DrainAsync(string reason, CancellationToken cancellationToken)
        {
            Reason = reason;
            Tell("drain");
            return Task.FromResult<Exception>(new NotReadyException("resume at 7"));
        }

        public void Abandon(Exception? fault) => Tell(fault is null ? "abandon" : $"abandon: {fault.GetType().Name}");

        private void Tell(string what)
        {
            lock (_gate)
                _told.Add(what);
        }
    }
}
