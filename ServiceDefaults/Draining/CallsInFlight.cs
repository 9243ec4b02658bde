namespace Kws.ServiceDefaults.Draining;

/// <summary>Counts the calls that a drain has to wait for. Probes of health are none.</summary>
internal sealed class CallsInFlight
{
    private readonly Lock _lock = new();
    private int _count;
    private TaskCompletionSource? _none;

    public int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <summary>Counts one call until the result is disposed of.</summary>
    public Call Begin()
    {
        lock (_lock)
            _count++;
        return new Call(this);
    }

    /// <summary>Completes when no call is in flight.</summary>
    public Task WhenNone()
    {
        lock (_lock)
        {
            if (_count == 0)
                return Task.CompletedTask;
            _none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _none.Task;
        }
    }

    private void End()
    {
        lock (_lock)
        {
            if (--_count > 0)
                return;
            _none?.SetResult();
            _none = null;
        }
    }

    internal readonly struct Call(CallsInFlight calls) : IDisposable
    {
        public void Dispose() => calls?.End();
    }
}
