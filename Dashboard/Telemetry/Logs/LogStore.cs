using Kws.Dashboard.Live;

namespace Kws.Dashboard.Telemetry.Logs;

/// <summary>The newest log entries of all sources.</summary>
public sealed class LogStore(TelemetryLimits limits, ChangeFeed changes)
{
    private readonly Lock _lock = new();
    private readonly RingBuffer<LogEntry> _entries = new(limits.MaxLogCount);
    private long _last;
    private long _bytes;

    /// <summary>Memory that the entries take.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _bytes;
        }
    }

    /// <summary>Adds entries; <see cref="LogEntry.Number"/> is given here.</summary>
    public void Add(IEnumerable<LogEntry> entries)
    {
        lock (_lock)
        {
            foreach (LogEntry entry in entries)
                Keep(entry with { Number = ++_last });
        }
        changes.Announce(Topic.Logs);
    }

    /// <summary>The newest matches by time, oldest first, and how many match in all.</summary>
    public (IReadOnlyList<LogEntry> Entries, int Total) Find(LogFilter filter, int most)
    {
        lock (_lock)
        {
            LogEntry[] found = [.. _entries.OldestFirst().Where(filter.Matches).OrderBy(entry => entry.Time)];
            return (found.Length <= most ? found : found[^most..], found.Length);
        }
    }

    /// <summary>Null when it has gone or never was.</summary>
    public LogEntry? Get(long number)
    {
        lock (_lock)
            return _entries.NewestFirst().FirstOrDefault(entry => entry.Number == number);
    }

    /// <summary>Entries of level error and above by service, among those kept.</summary>
    public IReadOnlyDictionary<string, int> ErrorsByService()
    {
        lock (_lock)
            return _entries.OldestFirst().Where(entry => entry.Level >= LogLevel.Error).CountBy(entry => entry.Source.Service).ToDictionary();
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _bytes = 0;
        }
        changes.Announce(Topic.Logs);
    }

    private void Keep(LogEntry entry)
    {
        long bytes = Footprint.Of(entry);
        while (_entries.Count > 0 && (_entries.IsFull || _bytes + bytes > limits.MaxLogBytes))
            _bytes -= Footprint.Of(_entries.RemoveOldest());
        _entries.Add(entry);
        _bytes += bytes;
    }
}
