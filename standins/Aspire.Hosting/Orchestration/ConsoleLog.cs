using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.Orchestration;

/// <summary>A console line. <paramref name="Number"/> counts from 1.</summary>
internal readonly record struct ConsoleEntry(int Number, string Content, bool IsError, DateTimeOffset Time);

/// <summary>The newest console lines of one process, of bounded number and length.</summary>
internal sealed class ConsoleLog(TimeProvider time)
{
    internal const int KeptLines = 2_000;
    internal const int LongestLine = 8_192;

    private readonly Queue<ConsoleEntry> _kept = new();
    private readonly List<Channel<ConsoleEntry>> _watchers = [];
    private readonly Lock _lock = new();
    private int _count;

    public void Add(string content, bool isError)
    {
        if (content.Length > LongestLine)
            content = string.Concat(content.AsSpan(0, LongestLine), " [cut]");
        lock (_lock)
        {
            var line = new ConsoleEntry(++_count, content, isError, time.GetUtcNow());
            _kept.Enqueue(line);
            if (_kept.Count > KeptLines)
                _kept.Dequeue();
            foreach (Channel<ConsoleEntry> watcher in _watchers)
                watcher.Writer.TryWrite(line);
        }
    }

    public IReadOnlyList<ConsoleEntry> Lines()
    {
        lock (_lock)
            return [.. _kept];
    }

    public async IAsyncEnumerable<IReadOnlyList<ConsoleEntry>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A slow reader loses the oldest lines and sees the gap in the line numbers.
        var channel = Channel.CreateBounded<ConsoleEntry>(new BoundedChannelOptions(KeptLines) { FullMode = BoundedChannelFullMode.DropOldest });
        ConsoleEntry[] kept;
        lock (_lock)
        {
            kept = [.. _kept];
            _watchers.Add(channel);
        }

        try
        {
            if (kept.Length > 0)
                yield return kept;
            while (await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var lines = new List<ConsoleEntry>();
                while (lines.Count < KeptLines && channel.Reader.TryRead(out ConsoleEntry line))
                    lines.Add(line);
                yield return lines;
            }
        }
        finally
        {
            lock (_lock)
                _watchers.Remove(channel);
        }
    }
}
