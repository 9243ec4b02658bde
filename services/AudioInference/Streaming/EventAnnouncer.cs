using Kws.AudioInference.Detection;
using Kws.AudioInference.Scheduling;

namespace Kws.AudioInference.Streaming;

/// <summary>Counts a session's events and hands its keywords to the sinks.</summary>
internal sealed class EventAnnouncer(
    string sessionId,
    SpotSettings settings,
    WordClips? clips,
    SessionContext context)
{
    private readonly KeywordSpans _spans = new();

    /// <param name="e">What the last decision found.</param>
    /// <param name="batch">The batch that decided it.</param>
    public void Announce(SpotEvent e, in InferenceTiming batch)
    {
        switch (e)
        {
            case KeywordSpotted keyword:
                context.Metrics.Keyword(keyword.Label, keyword.ServerDelay);
                using (_spans.Start(keyword, batch, context.Time))
                {
                    if (context.Detections.HasSinks)
                        Offer(Describe(keyword));
                }

                break;
            case KeywordNearlySpotted miss:
                context.Metrics.NearMiss(miss.Label);
                break;
        }
    }

    /// <summary>Counts an event that its device had no room for.</summary>
    public void Lost() => context.Metrics.Dropped(AudioDropReason.Response);

    private KeywordDetection Describe(KeywordSpotted keyword) => new()
    {
        Id = keyword.Id,
        DeviceId = settings.DeviceId,
        RecordingId = settings.RecordingId,
        SessionId = sessionId,
        Label = keyword.Label,
        Confidence = keyword.Confidence,
        StartSample = keyword.StartSample,
        EndSample = keyword.EndSample,
        DecidedSample = keyword.DecidedSample,
        SampleRateHz = settings.SampleRateHz,
        ModelName = keyword.ModelName,
        ModelVersion = keyword.ModelVersion,
        DetectedAt = context.Time.GetUtcNow(),
    };

    private void Offer(KeywordDetection detection)
    {
        context.Detections.Offer(detection);
        clips?.Add(detection);
    }
}
