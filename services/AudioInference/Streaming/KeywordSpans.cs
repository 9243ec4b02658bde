using System.Diagnostics;
using Kws.AudioInference.Scheduling;

namespace Kws.AudioInference.Streaming;

/// <summary>
/// A span for each keyword, below the span of the session's call, from the receipt of its last sample on; the batch
/// that decided it and what sinks do with it hang below.
/// </summary>
/// <remarks>The trace of a call that lasts for days stays small: later keywords begin traces of their own, linked to
/// it.</remarks>
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
    /// <param name="timeProvider">The clock of the batch's timestamps.</param>
    public Activity? Start(KeywordSpotted keyword, in InferenceTiming batch, TimeProvider timeProvider)
    {
        if (!Source.HasListeners() || _call == default)
            return null;
        var now = timeProvider.GetUtcNow();
        var inference = new SpanTimes(now - timeProvider.GetElapsedTime(batch.StartedTimestamp),
            now - timeProvider.GetElapsedTime(batch.EndedTimestamp));
        // The call's own span is exported when the call ends. Until then a traces page names the trace after its first
        // span:
        // the keyword's begins when its last sample was here, before the batch below it.
        var received = Earlier(now - keyword.ServerDelay, inference.Start);
        var span = _started++ < MostInOneTrace
            ? Source.StartActivity("keyword", ActivityKind.Internal, _call, startTime: received)
            : Source.StartActivity("keyword", ActivityKind.Internal, default(ActivityContext),
                links: [new ActivityLink(_call)], startTime: received);
        if (span is null)
            return null;
        span.DisplayName = $"keyword {keyword.Label}";
        span.SetTag("kws.keyword.label", keyword.Label);
        span.SetTag("kws.keyword.confidence", keyword.Confidence);
        span.SetTag("kws.keyword.delay_ms", keyword.ServerDelay.TotalMilliseconds);
        span.SetTag("kws.model.version", keyword.ModelVersion);
        AddInference(span, inference, batch.Windows);
        return span;
    }

    // The batch served other streams too, so its span is told afterwards, by those of its keywords that are traced.
    private static void AddInference(Activity keyword, SpanTimes times, int windows)
    {
        using var span = Source.StartActivity("inference batch", ActivityKind.Internal, keyword.Context,
            [new("kws.batch.windows", windows)], startTime: times.Start);
        span?.SetEndTime(times.End.UtcDateTime);
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private readonly record struct SpanTimes(DateTimeOffset Start, DateTimeOffset End);
}
