using Kws.Contracts.Events;
using Kws.Database;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Grpc;
using Kws.TrainingOrchestrator.Outbox;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Hearing;

/// <summary>Hears requests for training jobs, which go the way of <c>SubmitJob</c>. One that is refused is told by
/// <see cref="TrainingRefused"/>, stored with the request's id, so that a copy of the request is not read
/// again.</summary>
internal sealed class TrainingRequestedConsumer(
    JobCalls jobs, IDatabases<TrainingDatabase> databases, OutboxSignal outbox, CallerErrors errors,
    TrainingMetrics metrics, TimeProvider timeProvider, ILogger<TrainingRequestedConsumer> logger)
    : IConsumer<TrainingRequested>
{
    private const int LongestId = 200;

    public Task Consume(ConsumeContext<TrainingRequested> context) =>
        HearAsync(context.Message, context.CancellationToken);

    /// <summary>Makes one job of a request, however often it is told.</summary>
    public async Task HearAsync(TrainingRequested told, CancellationToken cancellationToken)
    {
        var eventId = told.EventId ?? "";
        if (eventId.Length is 0 or > LongestId || eventId.Any(char.IsControl))
        {
            // Whoever sent it could not tell the answer from others.
            metrics.Requested("refused");
            TrainingLog.RequestRefused(logger, Printable.Text(eventId), $"event id: 1 to {LongestId} characters");
            return;
        }

        try
        {
            if (await IsRefusedAsync(eventId, cancellationToken).ConfigureAwait(false))
                return;
            var job = await jobs.SubmitAsync(RequestedJob.Of(told), $"bus {Printable.Text(told.By ?? "")}".Trim(),
                cancellationToken).ConfigureAwait(false);
            metrics.Requested("submitted");
            TrainingLog.RequestTaken(logger, eventId, job.Id);
        }
        catch (Exception e) when (errors.RefusalOf(e) is { } reason)
        {
            await RefuseAsync(told, reason, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string HeardId(string eventId) => $"{nameof(TrainingRequested)}:{eventId}";

    private async Task<bool> IsRefusedAsync(string eventId, CancellationToken cancellationToken)
    {
        var heard = HeardId(eventId);
        await using var database = databases.Open();
        return await database.HeardEvents.AnyAsync(row => row.EventId == heard, cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task RefuseAsync(TrainingRequested told, string reason, CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var now = timeProvider.GetUtcNow();
        database.HeardEvents.Add(new HeardEventRow { EventId = HeardId(told.EventId), At = now });
        database.Tell(new TrainingRefused
        {
            EventId = told.EventId,
            OccurredAt = now,
            RequestId = Printable.Text(RequestedJob.IdOf(told), LongestId),
            Reason = reason,
        });
        try
        {
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another replica refused a copy of it meanwhile, or the database is away.
            if (!await IsRefusedAsync(told.EventId, cancellationToken).ConfigureAwait(false))
                throw;
            return;
        }

        metrics.Requested("refused");
        TrainingLog.RequestRefused(logger, told.EventId, reason);
        outbox.Ring();
    }
}
