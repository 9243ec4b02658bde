namespace Kws.Contracts.Events;

/// <summary>A clip with a keyword was put into the object store. The id is that of the detection.</summary>
public sealed record ClipRecorded : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    public required string DeviceId { get; init; }

    public required string Label { get; init; }

    /// <summary>Key of the audio in the object store; its details lie beside it, as .json.</summary>
    public required string WavKey { get; init; }

    /// <summary>Of the audio.</summary>
    public required long Bytes { get; init; }

    public required int SampleRateHz { get; init; }

    /// <summary>Of the audio.</summary>
    public required TimeSpan Duration { get; init; }
}
