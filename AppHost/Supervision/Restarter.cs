using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.AppHost.Supervision;

/// <summary>
/// Starts resources with a <see cref="RestartAnnotation"/> again when they end without having been stopped, by Aspire's
/// own start command: DCP tells that a process ended and leaves it there.
/// </summary>
internal sealed partial class Restarter(
    ResourceNotificationService notifications, ResourceCommandService commands, ResourceLoggerService logs,
        TimeProvider timeProvider) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var runs = new Dictionary<string, Run>();
        await foreach (var change in notifications.WatchAsync(stoppingToken))
        {
            if (!change.Resource.TryGetLastAnnotation(out RestartAnnotation? restart))
                continue;
            if (!runs.TryGetValue(change.ResourceId, out var run))
                runs.Add(change.ResourceId, run = new Run());
            if (Follow(run, change, restart) is { } pause)
                _ = StartAgainAsync(change, pause, stoppingToken);
        }
    }

    // The pause before it starts again; null when it does not, or not because of this change.
    private TimeSpan? Follow(Run run, ResourceEvent change, RestartAnnotation restart)
    {
        var state = change.Snapshot.State?.Text;
        if (state == KnownResourceStates.Stopping)
            run.WasStopped = true;
        if (state == KnownResourceStates.Running && !run.IsRunning)
            (run.IsRunning, run.WasStopped, run.Started) = (true, false, timeProvider.GetTimestamp());
        if (!run.IsRunning || !KnownResourceStates.TerminalStates.Contains(state))
            return null;
        run.IsRunning = false;
        var isToRun = !run.WasStopped && (restart.AlsoAfterSuccess || change.Snapshot.ExitCode is not 0);
        return isToRun ? run.Backoff.After(timeProvider.GetElapsedTime(run.Started)) : null;
    }

    private async Task StartAgainAsync(ResourceEvent change, TimeSpan pause, CancellationToken stoppingToken)
    {
        var log = logs.GetLogger(change.Resource);
        try
        {
            LogRestart(log, change.ResourceId, change.Snapshot.ExitCode, pause.TotalSeconds);
            await Task.Delay(pause, timeProvider, stoppingToken);
            var result = await commands.ExecuteCommandAsync(change.ResourceId, KnownResourceCommands.StartCommand,
                stoppingToken);
            // Not an error where somebody else was faster, such as a user of the dashboard.
            if (!result.Success)
                LogNotStarted(log, change.ResourceId, result.Message);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application ends.
        }
        catch (Exception e)
        {
            LogNotStarted(log, change.ResourceId, e.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "{Resource} ended by itself (exit code {ExitCode}); it starts again after {Seconds} s")]
    private static partial void LogRestart(ILogger logger, string resource, int? exitCode, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "{Resource} was not started again: {Reason}")]
    private static partial void LogNotStarted(ILogger logger, string resource, string? reason);

    private sealed class Run
    {
        public Backoff Backoff { get; } = new();

        public bool IsRunning { get; set; }

        public bool WasStopped { get; set; }

        public long Started { get; set; }
    }
}
