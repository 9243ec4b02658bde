using System.Collections.Concurrent;

namespace Kws.Cli.Tests.Access;

/// <summary>Time in which every wait is over at once, and noted.</summary>
internal sealed class HastyTime : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = [];

    /// <summary>What was waited for, in seconds.</summary>
    public IReadOnlyList<double> Waits => [.. _waits.Select(wait => wait.TotalSeconds)];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
