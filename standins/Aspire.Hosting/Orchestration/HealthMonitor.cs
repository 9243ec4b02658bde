using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs the health checks of running resources and publishes what changes.</summary>
internal sealed class HealthMonitor(
    HealthCheckService checks, ResourceNotificationService notifications, TimeProvider time, ILogger<HealthMonitor> logger)
{
    // Starting resources are asked often, so that those who wait for them start at once; ailing ones less so.
    private const int OftenAsked = 150;
    private static readonly TimeSpan WhileStarting = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WhileUnhealthy = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);

    public async Task WatchAsync(IResource resource, CancellationToken stop)
    {
        HashSet<string> keys = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key)];
        if (keys.Count == 0)
            return;
        int unhealthy = 0;
        try
        {
            while (true)
            {
                await notifications.WaitForResourceAsync(resource.Name, KnownResourceStates.Running, stop).ConfigureAwait(false);
                HealthReport report = await checks.CheckHealthAsync(registration => keys.Contains(registration.Name), stop).ConfigureAwait(false);
                Publish(resource, report);
                unhealthy = report.Status == HealthStatus.Healthy ? 0 : unhealthy + 1;
                if (unhealthy == 0)
                    await PauseUnlessStartedAsync(resource, stop).ConfigureAwait(false);
                else
                    await Task.Delay(unhealthy < OftenAsked ? WhileStarting : WhileUnhealthy, time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The application ends.
        }
    }

    // A replica that starts again meanwhile waits for its first check.
    private async Task PauseUnlessStartedAsync(IResource resource, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task pause = Task.Delay(WhileHealthy, time, over.Token);
        Task started = notifications.WaitForResourceAsync(
            resource.Name,
            change => change.Snapshot.State?.Text == KnownResourceStates.Running && change.Snapshot.HealthStatus != HealthStatus.Healthy,
            over.Token);
        await Task.WhenAny(pause, started).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(pause, started).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
    }

    private void Publish(IResource resource, HealthReport report)
    {
        ImmutableArray<HealthReportSnapshot> reports =
            [.. report.Entries.Select(entry => new HealthReportSnapshot(entry.Key, entry.Value.Status, entry.Value.Description, entry.Value.Exception?.ToString()))];
        foreach (ResourceEvent known in notifications.Current.Where(known => known.Resource == resource).ToList())
        {
            if (known.Snapshot.State?.Text != KnownResourceStates.Running ||
                (known.Snapshot.HealthStatus == report.Status && known.Snapshot.HealthReports.SequenceEqual(reports)))
                continue;
            bool wasHealthy = known.Snapshot.HealthStatus == HealthStatus.Healthy;
            _ = notifications.PublishUpdateAsync(resource, known.ResourceId, snapshot =>
                snapshot.State?.Text == KnownResourceStates.Running
                    ? snapshot with { HealthStatus = report.Status, HealthReports = reports }
                    : snapshot);
            if (report.Status == HealthStatus.Healthy)
                OrchestrationLog.StateChanged(logger, known.ResourceId, "Healthy");
            else if (wasHealthy)
                OrchestrationLog.HealthChanged(logger, known.ResourceId, report.Status.ToString(), reports.First(entry => entry.Status == report.Status).Description ?? "");
        }
    }
}
