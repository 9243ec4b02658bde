using Kws.Contracts.Events;
using Kws.ServiceDefaults.Errors;
using Kws.TrainingOrchestrator.DataSets.Correcting;
using MassTransit;

namespace Kws.TrainingOrchestrator.Hearing;

/// <summary>Hears marks of recordings, this service's own too: those are known by their ids. One that is refused is
/// counted and logged, not tried again.</summary>
internal sealed class RecordingMarkedConsumer(
    RecordingMarks marks, Corrections corrections, CallerErrors errors, TrainingMetrics metrics,
    ILogger<RecordingMarkedConsumer> logger) : IConsumer<RecordingMarked>
{
    public Task Consume(ConsumeContext<RecordingMarked> context) =>
        HearAsync(context.Message, context.CancellationToken);

    /// <summary>Stores a mark once, however often it is told.</summary>
    public async Task HearAsync(RecordingMarked told, CancellationToken cancellationToken)
    {
        try
        {
            if (await corrections.IsKnownAsync(told.EventId ?? "", cancellationToken).ConfigureAwait(false))
                return;
            var mark = await marks.ReadAsync(
                new RecordingMark(told.EventId ?? "", told.WavKey ?? "", told.Label ?? "", told.DataSet ?? "",
                    told.By ?? "", told.OccurredAt),
                cancellationToken).ConfigureAwait(false);
            var stored = await corrections.AddAsync(mark, tell: false, cancellationToken).ConfigureAwait(false);
            if (ReferenceEquals(stored, mark))
                metrics.Corrected("marked", 1);
        }
        catch (Exception e) when (errors.RefusalOf(e) is { } reason)
        {
            metrics.Corrected("refused", 1);
            TrainingLog.MarkRefused(logger, Printable.Text(told.EventId ?? ""), reason);
        }
    }
}
