using System.Diagnostics;
using AudioInference.Scheduling;

namespace AudioInference.Streaming;

/// <summary>
/// A span for each keyword, below the span of the session's call; what sinks do with the keyword hangs below it.
/// </summary>
/// <remarks>The trace of a call that lasts for days stays small: later keywords begin traces of their own, linked to it.</remarks>
internal sealed class KeywordSpans
{
    private const int MostInOneTrace = 100;
    private static readonly ActivitySource Source = new(AudioInferenceMetrics.SourceName);

    // Taken when the session opens, within its call.
    private readonly ActivityContext _call = Activity.Current?.Context ?? default;
    private int _started;

    /// <summary>Null when nobody listens.</summary>
    /// <param name="keyword">What was heard.</param>
    /// <param name="batch">The batch that decided it: it becomes a span below the keyword's.</param>
    /// <param name="time">The clock of the batch's timestamps.</param>
    public Activity? Start(KeywordSpotted keyword, in InferenceTiming batch, TimeProvider time)
    {
        if (!Source.HasListeners() || _call == default)
            return null;
        var span = _started++ < MostInOneTrace
            ? Source.StartActivity("keyword", ActivityKind.Internal, _call)
            : Source.StartActivity("keyword", ActivityKind.Internal, default(ActivityContext), links: [new ActivityLink(_call)]);
        span?.SetTag("kws.keyword.label", keyword.Label);
        span?.SetTag("kws.keyword.confidence", keyword.Confidence);
        span?.SetTag("kws.keyword.delay_ms", keyword.ServerDelay.TotalMilliseconds);
        span?.SetTag("kws.model.version", keyword.ModelVersion);
        if (span is not null)
            AddBatch(span, batch, time);
        return span;
    }

    // The batch served other streams too, so its span is told afterwards, by those of its keywords that are traced.
    private static void AddBatch(Activity keyword, in InferenceTiming batch, TimeProvider time)
    {
        var now = time.GetUtcNow();
        using var span = Source.StartActivity(
            ActivityKind.Internal, keyword.Context, [new("kws.batch.windows", batch.Windows)], startTime: now - time.GetElapsedTime(batch.StartedTimestamp), name: "batch");
        span?.SetEndTime((now - time.GetElapsedTime(batch.EndedTimestamp)).UtcDateTime);
    }
}
