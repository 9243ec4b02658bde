using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A console line. <paramref name="LineNumber"/> counts from 1 since the resource was created.</summary>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>Keeps the newest console lines of every resource and tells those who watch.</summary>
public class ResourceLoggerService
{
    private readonly ConcurrentDictionary<string, ConsoleLog> _logs = new(StringComparer.Ordinal);

    private readonly TimeProvider _time;

    internal ResourceLoggerService(TimeProvider time) => _time = time;

    /// <summary>The kept lines of one replica, then each new one.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(
        string resourceId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (IReadOnlyList<ConsoleEntry> entries in LogOf(resourceId).WatchAsync(cancellationToken).ConfigureAwait(false))
            yield return Lines(entries);
    }

    /// <summary>The kept lines of one replica.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceId)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return Lines(LogOf(resourceId).Lines());
    }

    internal ConsoleLog LogOf(string resourceId) => _logs.GetOrAdd(resourceId, _ => new ConsoleLog(_time));

    private static IReadOnlyList<LogLine> Lines(IReadOnlyList<ConsoleEntry> entries) =>
        [.. entries.Select(entry => new LogLine(entry.Number, entry.Content, entry.IsError))];
}
