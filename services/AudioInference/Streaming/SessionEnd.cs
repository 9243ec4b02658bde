namespace Kws.AudioInference.Streaming;

/// <summary>How far a session's end has come. Changed under its owner's lock; read and awaited without.</summary>
internal sealed class SessionEnd
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Exception? _fault;
    private volatile bool _isClosed;

    /// <summary>No more audio comes.</summary>
    public bool IsInputEnded { get; private set; }

    /// <summary>It comes no more because the server drains: the recording goes on elsewhere.</summary>
    public bool IsDrained { get; private set; }

    /// <summary>Nothing is decided any more.</summary>
    public bool IsClosed => _isClosed;

    public bool IsFinished => _finished.Task.IsCompleted;

    /// <summary>What ended the session early; null: nothing did.</summary>
    public Exception? Fault => _fault;

    public void EndInput(bool drained) => (IsInputEnded, IsDrained) = (true, drained);

    public void Finish() => _finished.TrySetResult();

    public void Close() => _isClosed = true;

    /// <summary>False when the session has ended already.</summary>
    public bool TryFault(Exception exception)
    {
        if (_fault is not null || _isClosed)
            return false;
        (_fault, _isClosed) = (exception, true);
        _finished.TrySetException(exception);
        // Nobody may ever await it.
        _ = _finished.Task.Exception;
        return true;
    }

    public void ThrowIfEnded()
    {
        if (_fault is { } fault)
            throw fault;
        ObjectDisposedException.ThrowIf(_isClosed, typeof(SpotSession));
    }

    /// <exception cref="StreamInterruptedException">It did not finish within the limit.</exception>
    public async Task WaitUntilFinishedAsync(
        TimeSpan limit,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        try
        {
            await _finished.Task.WaitAsync(limit, timeProvider, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new StreamInterruptedException(
                $"the last audio was not decided within {limit.TotalSeconds:0.#} s; reconnect and resume", e);
        }
    }
}
