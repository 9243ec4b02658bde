using System.IO.Pipelines;
using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Calls;

/// <summary>Breaks off the read of a call's body whose time is over. One read at a time.</summary>
/// <remarks>
/// One timer a call, set anew only when it would fire too late: a device that sends fifty messages a second costs
/// fifty looks at a clock.
/// </remarks>
internal sealed class BodyWatch(PipeReader body, TimeProvider timeProvider, CallRefusals refusals) : IDisposable
{
    private readonly Lock _lock = new();
    private ITimer? _timer;
    private Func<TooLateException>? _late;
    private string _reason = "";
    private long _due;
    private long _armedFor = long.MaxValue;
    private bool _isWaiting;
    private bool _isOver;
    private volatile Exception? _fault;

    /// <summary>What a read has to throw; null: nothing.</summary>
    public Exception? Fault => _fault;

    /// <summary>A read begins that may take so long.</summary>
    /// <param name="limit">From now on; zero or less: none of it is left.</param>
    /// <param name="reason">For the metric of refusals.</param>
    /// <param name="late">Makes the fault.</param>
    public void Begin(TimeSpan limit, string reason, Func<TooLateException> late)
    {
        lock (_lock)
        {
            _due = timeProvider.GetTimestamp() + (long)(limit.TotalSeconds * timeProvider.TimestampFrequency);
            (_isWaiting, _reason, _late) = (true, reason, late);
            if (_due < _armedFor)
                Arm();
        }
    }

    /// <summary>The read has ended.</summary>
    public void End()
    {
        lock (_lock)
            _isWaiting = false;
    }

    /// <summary>Breaks off the read under way and those to come.</summary>
    public void Break(Exception fault)
    {
        lock (_lock)
        {
            // The body may serve the next call already.
            if (_isOver)
                return;
            _fault ??= fault;
            CancelRead();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _timer?.Dispose();
        }
    }

    // Within a timer's or the drain's signal, neither of which may fail for a client that has just vanished: then
    // Kestrel throws its reset at whoever touches the body.
    private void CancelRead()
    {
        try
        {
            body.CancelPendingRead();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The read has failed by itself.
        }
    }

    private void Arm()
    {
        var left = timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), _due);
        left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        _armedFor = _due;
        if (_timer is null)
            _timer = timeProvider.CreateTimer(_ => Look(), null, left, Timeout.InfiniteTimeSpan);
        else
            _timer.Change(left, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        TooLateException late;
        lock (_lock)
        {
            _armedFor = long.MaxValue;
            if (!_isWaiting || _isOver || _fault is not null)
                return;
            if (timeProvider.GetTimestamp() < _due)
            {
                Arm();
                return;
            }
            late = _late!();
        }
        refusals.Add(_reason, late.Message);
        Break(ErrorMap.StatusOf(late));
    }
}
