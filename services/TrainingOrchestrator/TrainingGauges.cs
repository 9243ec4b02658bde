using Kws.Database;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator;

/// <summary>Reads now and then what the gauges tell: whoever collects metrics is not to wait for a database.</summary>
internal sealed class TrainingGauges(
    IDatabases<TrainingDatabase> databases, TrainingMetrics metrics, TimeProvider timeProvider,
    ILogger<TrainingGauges> logger)
    : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private bool _isAway;

    /// <summary>Looks at the database once.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var jobs = await database.Jobs.Where(job => JobStates.Open.Contains(job.State))
            .GroupBy(job => job.State).Select(some => new { some.Key, Count = some.LongCount() })
            .ToDictionaryAsync(some => some.Key, some => some.Count, cancellationToken).ConfigureAwait(false);
        var now = timeProvider.GetUtcNow();
        // One that pauses before another attempt does not wait for a place.
        var oldest = await database.Jobs.Where(job => job.State == JobState.Queued && job.NotBefore <= now)
            .OrderBy(job => job.CreatedAt).Select(job => new { job.CreatedAt, job.NotBefore })
            .FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        var outbox = await database.Outbox.LongCountAsync(cancellationToken).ConfigureAwait(false);
        var age = oldest is null
            ? TimeSpan.Zero
            : now - (oldest.CreatedAt > oldest.NotBefore ? oldest.CreatedAt : oldest.NotBefore);
        metrics.Stand(new TrainingStand(jobs, age, outbox));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stoppingToken).ConfigureAwait(false);
                _isAway = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Told once: the database may be away for hours.
                if (!_isAway)
                    TrainingLog.GaugesStale(logger, e.Message);
                _isAway = true;
            }

            await Task.Delay(s_pause, timeProvider, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
