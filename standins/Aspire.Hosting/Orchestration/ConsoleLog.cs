using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The newest console lines of one process, of bounded number and length.</summary>
internal sealed class ConsoleLog
{
    internal const int KeptLines = 2_000;
    internal const int LongestLine = 8_192;

    private readonly Queue<LogLine> _kept = new();
    private readonly List<Channel<LogLine>> _watchers = [];
    private readonly Lock _lock = new();
    private int _count;

    public void Add(string content, bool isError)
    {
        if (content.Length > LongestLine)
            content = string.Concat(content.AsSpan(0, LongestLine), " [cut]");
        lock (_lock)
        {
            var line = new LogLine(++_count, content, isError);
            _kept.Enqueue(line);
            if (_kept.Count > KeptLines)
                _kept.Dequeue();
            foreach (Channel<LogLine> watcher in _watchers)
                watcher.Writer.TryWrite(line);
        }
    }

    public IReadOnlyList<LogLine> Lines()
    {
        lock (_lock)
            return [.. _kept];
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A slow reader loses the oldest lines and sees the gap in the line numbers.
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(KeptLines) { FullMode = BoundedChannelFullMode.DropOldest });
        LogLine[] kept;
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
                var lines = new List<LogLine>();
                while (lines.Count < KeptLines && channel.Reader.TryRead(out LogLine line))
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
