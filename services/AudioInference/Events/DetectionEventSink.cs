using Kws.AudioInference.Detection;
using Kws.Contracts.Events;

namespace Kws.AudioInference.Events;

/// <summary>Tells the mesh what devices heard.</summary>
internal sealed class DetectionEventSink(IEventPublisher events) : IDetectionSink
{
    public bool WantsAudio => false;

    public void Offer(KeywordDetection detection) => events.Publish(new KeywordDetected
    {
        EventId = detection.Id,
        OccurredAt = detection.DetectedAt,
        DeviceId = detection.DeviceId,
        RecordingId = detection.RecordingId,
        SessionId = detection.SessionId,
        Label = detection.Label,
        Confidence = detection.Confidence,
        StartSample = detection.StartSample,
        EndSample = detection.EndSample,
        SampleRateHz = detection.SampleRateHz,
        ModelName = detection.ModelName,
        ModelVersion = detection.ModelVersion,
    });
}
