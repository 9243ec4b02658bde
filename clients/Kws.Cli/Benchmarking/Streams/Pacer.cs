using System.Diagnostics;

namespace Kws.Cli.Benchmarking.Streams;

/// <summary>
/// A timer wheel on one thread: tells each stream when its chunks are due. A turn lasts one chunk
/// and has a slot a millisecond; streams are spread over the slots, as devices are in life.
/// </summary>
internal sealed class Pacer
{
    private static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(1);
    private readonly LoadStream[][] _slots;
    private readonly long _turnTicks;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    public Pacer(IReadOnlyList<LoadStream> streams, TimeSpan chunk)
    {
        int slots = Math.Max(1, (int)(chunk / Slot));
        _slots = [.. Enumerable.Range(0, slots).Select(slot => streams.Where((_, index) => index % slots == slot).ToArray())];
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
                foreach (LoadStream stream in _slots[slot])
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
