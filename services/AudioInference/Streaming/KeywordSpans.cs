using System.Diagnostics;

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
    public Activity? Start(KeywordSpotted keyword)
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
        return span;
    }
}
