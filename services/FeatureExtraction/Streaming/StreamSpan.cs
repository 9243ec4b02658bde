using System.Diagnostics;

namespace Kws.FeatureExtraction.Streaming;

/// <summary>One span for the whole life of an audio stream, below the span of the caller it belongs to.</summary>
/// <remarks>It is made when the stream ends: a stream of a day is one span, and nothing is held for it
/// before.</remarks>
internal sealed class StreamSpan
{
    public const string SourceName = "Kws.FeatureExtraction";
    private static readonly ActivitySource Source = new(SourceName);
    private readonly ActivityContext _parent;
    private readonly DateTimeOffset _begin;

    /// <param name="traceParent">W3C traceparent; anything else: the stream is not traced.</param>
    /// <param name="begin">When the stream was opened.</param>
    public StreamSpan(string traceParent, DateTimeOffset begin)
    {
        _ = ActivityContext.TryParse(traceParent, null, isRemote: true, out _parent);
        _begin = begin;
    }

    /// <param name="outcome">"closed", "failed" or "abandoned".</param>
    public void End(AudioStream stream, string outcome)
    {
        if (_parent == default || !Source.HasListeners())
            return;
        using var span = Source.StartActivity("features of a stream", ActivityKind.Server, _parent, startTime: _begin);
        span?.SetTag("kws.features.frames", stream.FramesTotal);
        span?.SetTag("kws.features.samples", stream.SamplesTotal);
        span?.SetTag("kws.features.outcome", outcome);
    }
}
