namespace AudioInference.Streaming;

/// <summary>Wakes one waiter. A signal without a waiter is remembered, once.</summary>
internal sealed class RoomSignal
{
    private readonly object _gate = new();
    private TaskCompletionSource? _waiter;
    private bool _signalled;

    public void Set()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            waiter = _waiter;
            _waiter = null;
            _signalled = waiter is null;
        }
        waiter?.TrySetResult();
    }

    /// <exception cref="TimeoutException">No signal came within <paramref name="limit"/>.</exception>
    public Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken token)
    {
        lock (_gate)
        {
            if (_signalled)
            {
                _signalled = false;
                return Task.CompletedTask;
            }
            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task.WaitAsync(limit, time, token);
        }
    }
}
