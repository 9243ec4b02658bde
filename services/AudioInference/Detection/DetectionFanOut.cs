namespace Kws.AudioInference.Detection;

/// <summary>Hands detections to all sinks; a sink that throws harms neither the others nor inference.</summary>
internal sealed class DetectionFanOut(
    IEnumerable<IDetectionSink> sinks,
    AudioInferenceMetrics metrics,
    ILogger<DetectionFanOut> logger)
{
    private readonly IDetectionSink[] _atOnce = [.. sinks.Where(sink => !sink.WantsAudio)];
    private readonly IDetectionSink[] _withAudio = [.. sinks.Where(sink => sink.WantsAudio)];

    /// <summary>Whether any sink wants the audio around the words.</summary>
    public bool WantsAudio => _withAudio.Length > 0;

    public bool HasSinks => _atOnce.Length + _withAudio.Length > 0;

    /// <summary>To the sinks that want no audio.</summary>
    public void Offer(KeywordDetection detection) => Offer(_atOnce, detection);

    /// <summary>To the sinks that want the audio too.</summary>
    public void OfferWithAudio(KeywordDetection detection) => Offer(_withAudio, detection);

    private void Offer(IDetectionSink[] sinks, KeywordDetection detection)
    {
        foreach (var sink in sinks)
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
