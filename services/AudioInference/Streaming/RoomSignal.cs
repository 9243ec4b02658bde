namespace Kws.AudioInference.Streaming;

/// <summary>Wakes one waiter. A signal without a waiter is remembered, once.</summary>
internal sealed class RoomSignal
{
    private readonly Lock _gate = new();
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
    public async Task WaitAsync(TimeSpan limit, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        TaskCompletionSource waiter;
        lock (_gate)
        {
            if (_signalled)
            {
                _signalled = false;
                return;
            }
            waiter = _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        try
        {
            await waiter.Task.WaitAsync(limit, timeProvider, cancellationToken);
        }
        catch
        {
            GiveUp(waiter);
            throw;
        }
    }

    // The next signal has no waiter; one that came as the wait ended has had none.
    private void GiveUp(TaskCompletionSource waiter)
    {
        lock (_gate)
        {
            _signalled |= _waiter != waiter;
            if (_waiter == waiter)
                _waiter = null;
        }
    }
}

/// <summary>Tells a wait that goes on from one that is in vain: the limit counts from the last progress.</summary>
internal sealed class StallWatch(TimeSpan limit, TimeProvider timeProvider)
{
    private (long, int)? _progress;
    private long _since;

    /// <summary>Waits for a signal, or until the limit.</summary>
    /// <param name="room">Signalled when it is worth to look again.</param>
    /// <param name="progress">Any change of it restarts the limit.</param>
    /// <param name="cancellationToken">Ends the wait with an exception.</param>
    /// <returns>False when there was no progress for the limit.</returns>
    public async ValueTask<bool> WaitAsync(RoomSignal room, (long, int) progress, CancellationToken cancellationToken)
    {
        if (_progress != progress)
            (_progress, _since) = (progress, timeProvider.GetTimestamp());
        var left = limit - timeProvider.GetElapsedTime(_since);
        if (left <= TimeSpan.Zero)
            return false;
        try
        {
            await room.WaitAsync(left, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The next call sees whether there was progress after all.
        }
        return true;
    }
}
