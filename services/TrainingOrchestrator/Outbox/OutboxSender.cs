using Kws.Database;
using Kws.ServiceDefaults.Bus;
using Kws.TrainingOrchestrator.Database;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Outbox;

/// <summary>Publishes stored events in their order, each until the broker has confirmed it; at least once. One replica
/// at a time does so.</summary>
/// <remarks>Without a bus nobody listens: what is stored is let go.</remarks>
internal sealed class OutboxSender(
    IDatabases<TrainingDatabase> databases,
    IConfirmedEvents bus,
    OutboxSignal signal,
    Replica replica,
    TimeProvider timeProvider,
    ILogger<OutboxSender> logger) : BackgroundService
{
    private const int Batch = 100;
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);
    private bool _isWaiting;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var sent = 0;
            try
            {
                sent = await SendSomeAsync(stoppingToken).ConfigureAwait(false);
                _isWaiting = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Told once: the broker may be away for hours.
                if (!_isWaiting)
                    TrainingLog.OutboxWaits(logger, e.Message);
                _isWaiting = true;
            }

            if (sent < Batch)
                await signal.WaitAsync(s_longestPause, timeProvider, stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task<int> SendSomeAsync(CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        if (!await database.TryHoldAsync("outbox", replica.Name, timeProvider.GetUtcNow(), s_lease, cancellationToken)
                .ConfigureAwait(false))
            return 0;
        var rows = await database.Outbox.AsNoTracking().OrderBy(row => row.Position).Take(Batch)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            if (StoredEvents.Read(row) is { } meshEvent)
                await bus.PublishAsync(meshEvent, cancellationToken).ConfigureAwait(false);
            else
                TrainingLog.OutboxUnknownType(logger, row.EventId, row.Type);
            await database.Outbox.Where(stored => stored.Position == row.Position)
                .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        }

        return rows.Count;
    }
}
