using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.AppHost.Supervision;

/// <summary>
/// At the end of the application: ends its processes in order, those that depend on others first, each with the time
/// that its calls in flight need. What is left then, such as a process that does not listen, Aspire ends.
/// </summary>
internal sealed partial class OrderedStop(
    DistributedApplicationModel model, ResourceNotificationService notifications, TimeProvider timeProvider,
        ILogger<OrderedStop> logger) : BackgroundService
{
    /// <summary>A service's drain time and what its clients need to read the answer.</summary>
    public static readonly TimeSpan MostPerTier = TimeSpan.FromSeconds(40);

    // It shows the others to their end, and Aspire ends it.
    private const string Dashboard = "aspire-dashboard";

    private readonly ConcurrentDictionary<string, ResourceEvent> _current = new();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows())
        {
            foreach (var tier in StopOrder.TiersOf(model.Resources.Where(resource => resource.Name != Dashboard)))
                await Task.WhenAll(ProcessesOf(tier).Select(process => EndAsync(process, cancellationToken)));
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in notifications.WatchAsync(stoppingToken))
            _current[change.ResourceId] = change;
    }

    private IEnumerable<(string ResourceId, int ProcessId)> ProcessesOf(IReadOnlyList<IResource> tier) =>
        from change in _current.Values
        where tier.Contains(change.Resource)
        let processId = ResourceProcess.IdOf(change.Snapshot)
        where processId is not null
        select (change.ResourceId, processId.Value);

    private async Task EndAsync((string ResourceId, int ProcessId) process, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(MostPerTier, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            ResourceProcess.Terminate(process.ProcessId);
            while (IsThere(process.ProcessId))
                await Task.Delay(TimeSpan.FromMilliseconds(20), timeProvider, both.Token);
        }
        catch (OperationCanceledException)
        {
            LogStillThere(logger, process.ResourceId, MostPerTier.TotalSeconds);
        }
    }

    private static bool IsThere(int processId)
    {
        try
        {
            // DCP is its parent and reaps it; a process that ended and waits for that is not there.
            using var process = System.Diagnostics.Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Resource} has not ended within {Seconds} s; it is killed")]
    private static partial void LogStillThere(ILogger logger, string resource, double seconds);
}
