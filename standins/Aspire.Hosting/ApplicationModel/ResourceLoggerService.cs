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

    internal ResourceLoggerService()
    {
    }

    /// <summary>The kept lines of one replica, then each new one.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(
        string resourceId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (IReadOnlyList<LogLine> lines in LogOf(resourceId).WatchAsync(cancellationToken).ConfigureAwait(false))
            yield return lines;
    }

    /// <summary>The kept lines of one replica.</summary>
    public async IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceId)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return LogOf(resourceId).Lines();
    }

    internal ConsoleLog LogOf(string resourceId) => _logs.GetOrAdd(resourceId, _ => new ConsoleLog());
}
