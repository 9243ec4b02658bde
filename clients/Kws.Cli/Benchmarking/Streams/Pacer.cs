namespace Kws.Cli.Benchmarking.Streams;

/// <summary>
/// A timer wheel on one thread: tells each stream when its chunks are due. A turn lasts one chunk
/// and has a slot a millisecond; streams are spread over the slots, as devices are in life.
/// </summary>
internal sealed class Pacer
{
    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(1);
    private readonly (Action<long> ChunkIsDue, int FirstTurn)[][] _slots;
    private readonly TimeProvider _timeProvider;
    private readonly long _turnTicks;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private long _begin;
    private long _next;

    /// <param name="streams">Called with the moment, a timestamp of the time provider, at which a chunk of theirs is
    /// due.</param>
    /// <param name="spread">
    /// Time over which the streams begin. Decisions come a stride apart from a stream's begin on, so
    /// streams that begin together are all decided at the same moments.
    /// </param>
    public Pacer(IReadOnlyList<Action<long>> streams, TimeSpan chunk, TimeSpan spread, TimeProvider timeProvider)
    {
        var slots = Math.Max(1, (int)(chunk / Slot));
        var firstTurns = Math.Max(1, (int)(spread / chunk));
        _slots = [.. Enumerable.Range(0, slots).Select(slot => streams
            .Select((stream, index) => (Stream: stream, Index: index))
            .Where(entry => entry.Index % slots == slot)
            .Select(entry => (entry.Stream, 1 + entry.Index / slots % firstTurns))
            .ToArray())];
        _timeProvider = timeProvider;
        _turnTicks = (long)(chunk.TotalSeconds * timeProvider.TimestampFrequency);
        _thread = new Thread(Run) { IsBackground = true, Name = "pacer", Priority = ThreadPriority.AboveNormal };
        Begin();
    }

    public void Start()
    {
        Begin();
        _thread.Start();
    }

    /// <summary>Returns when no more chunk will come due.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    /// <summary>
    /// Calls the streams of all slots whose time has come; those of one that came late still hear when it was due.
    /// </summary>
    /// <returns>How long until the next slot; zero or less when it is due already.</returns>
    internal TimeSpan RunDue()
    {
        while (true)
        {
            var left = UntilNext();
            if (left > TimeSpan.Zero || _stop.IsCancellationRequested)
                return left;
            (var turn, var slot) = Math.DivRem(_next++, _slots.Length);
            var due = DueAt(turn, slot);
            foreach ((var chunkIsDue, var firstTurn) in _slots[slot])
                if (turn + 1 >= firstTurn)
                    chunkIsDue(due);
        }
    }

    // The first chunk is due when it has been captured: a turn after the begin.
    private long DueAt(long turn, long slot) => _begin + (turn + 1) * _turnTicks + _turnTicks * slot / _slots.Length;

    private TimeSpan UntilNext()
    {
        (var turn, var slot) = Math.DivRem(_next, _slots.Length);
        return _timeProvider.GetElapsedTime(_timeProvider.GetTimestamp(), DueAt(turn, slot));
    }

    private void Begin() => _begin = _timeProvider.GetTimestamp();

    private void Run()
    {
        TimeSpan left;
        do
            left = RunDue();
        while (!_stop.Token.WaitHandle.WaitOne(Math.Max(0, (int)Math.Ceiling(left.TotalMilliseconds))));
    }
}
