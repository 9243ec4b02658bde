using System.Diagnostics;

namespace Kws.Cli.Benchmarking.Streams;

/// <summary>
/// A timer wheel on one thread: tells each stream when its chunks are due. A turn lasts one chunk
/// and has a slot a millisecond; streams are spread over the slots, as devices are in life.
/// </summary>
internal sealed class Pacer
{
    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(1);
    private readonly (LoadStream Stream, int FirstTurn)[][] _slots;
    private readonly long _turnTicks;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    /// <param name="spread">
    /// Time over which the streams begin. Decisions come a stride apart from a stream's begin on, so
    /// streams that begin together are all decided at the same moments.
    /// </param>
    public Pacer(IReadOnlyList<LoadStream> streams, TimeSpan chunk, TimeSpan spread)
    {
        int slots = Math.Max(1, (int)(chunk / Slot));
        int firstTurns = Math.Max(1, (int)(spread / chunk));
        _slots = [.. Enumerable.Range(0, slots).Select(slot => streams
            .Select((stream, index) => (Stream: stream, Index: index))
            .Where(entry => entry.Index % slots == slot)
            .Select(entry => (entry.Stream, 1 + entry.Index / slots % firstTurns))
            .ToArray())];
        _turnTicks = (long)(chunk.TotalSeconds * Stopwatch.Frequency);
        _thread = new Thread(Run) { IsBackground = true, Name = "pacer", Priority = ThreadPriority.AboveNormal };
    }

    public void Start() => _thread.Start();

    /// <summary>Returns when no more chunk will come due.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        long begin = Stopwatch.GetTimestamp();
        for (long turn = 1; ; turn++)
        {
            for (int slot = 0; slot < _slots.Length; slot++)
            {
                long due = begin + turn * _turnTicks + _turnTicks * slot / _slots.Length;
                if (!WaitUntil(due))
                    return;
                foreach ((LoadStream stream, int firstTurn) in _slots[slot])
                    if (turn >= firstTurn)
                        stream.ChunkIsDue(due);
            }
        }
    }

    /// <returns>False when stopped.</returns>
    private bool WaitUntil(long due)
    {
        while (true)
        {
            TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (left <= TimeSpan.Zero)
                return !_stop.IsCancellationRequested;
            if (_stop.Token.WaitHandle.WaitOne(Math.Max(1, (int)left.TotalMilliseconds)))
                return false;
        }
    }
}
