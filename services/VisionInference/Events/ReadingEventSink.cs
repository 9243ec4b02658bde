using Kws.Contracts.Events;
using Kws.VisionInference.Streaming;

namespace Kws.VisionInference.Events;

/// <summary>Tells the mesh what cameras read.</summary>
internal sealed class ReadingEventSink(IEventPublisher events) : IReadingSink
{
    /// <summary>Always true: the publisher itself bounds, counts and logs what it must drop.</summary>
    public bool TryAdd(SignReading reading)
    {
        events.Publish(new SignRead
        {
            EventId = reading.Id,
            OccurredAt = reading.ReadAt,
            DeviceId = reading.DeviceId,
            SessionId = reading.SessionId,
            Kind = reading.IsWord ? "word" : "letter",
            Text = reading.Proposed,
            Confidence = reading.Confidence,
            ModelName = reading.ModelName,
            ModelVersion = reading.ModelVersion,
        });
        return true;
    }
}
