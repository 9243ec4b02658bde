namespace Kws.AudioInference.Detection;

/// <summary>Hands detections to all sinks; a sink that throws harms neither the others nor inference.</summary>
internal sealed class DetectionFanOut(
    IEnumerable<IDetectionSink> sinks,
    AudioInferenceMetrics metrics,
    ILogger<DetectionFanOut> logger)
{
    private readonly IDetectionSink[] _sinks = [.. sinks];

    /// <summary>Whether any sink wants the audio around the words.</summary>
    public bool WantsAudio { get; } = sinks.Any(sink => sink.WantsAudio);

    public bool HasSinks => _sinks.Length > 0;

    public void Offer(KeywordDetection detection)
    {
        foreach (var sink in _sinks)
        {
            try
            {
                sink.Offer(detection);
            }
            catch (Exception e)
            {
                metrics.Dropped(AudioDropReason.DetectionSink);
                AudioInferenceLog.DetectionSinkThrew(logger, sink.GetType().Name, detection.Id, e);
            }
        }
    }
}
