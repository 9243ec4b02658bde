using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Jobs;

/// <summary>Takes jobs up, at most so many at once, and works on them. When the service stops, running ones are let go
/// of as they are, for another replica or for the next start.</summary>
internal sealed class JobWorker(
    JobStore store,
    IServiceProvider services,
    IOptions<JobOptions> options,
    Replica replica,
    TimeProvider timeProvider,
    ILogger<JobWorker> logger) : BackgroundService
{
    private readonly List<Task> _running = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested && options.Value.MaxAtOnce > 0)
        {
            _running.RemoveAll(run => run.IsCompleted);
            if (_running.Count < options.Value.MaxAtOnce && await TakeAsync(stoppingToken).ConfigureAwait(false))
                continue;
            await Task.Delay(options.Value.Poll, timeProvider, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_running).ConfigureAwait(false);
    }

    private async Task<bool> TakeAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await store.ClaimAsync(replica.Name, options.Value.Lease, stoppingToken).ConfigureAwait(false)
                is not { } job)
                return false;
            var run = ActivatorUtilities.CreateInstance<JobRun>(services, options.Value);
            _running.Add(Task.Run(() => run.GoAsync(job, stoppingToken), CancellationToken.None));
            return true;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            TrainingLog.JobsUnreadable(logger, e.Message);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
