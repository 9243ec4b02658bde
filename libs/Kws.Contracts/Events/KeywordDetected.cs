namespace Kws.Contracts.Events;

/// <summary>A device heard a keyword. The id is that of the detection: replayed audio gives the same.</summary>
public sealed record KeywordDetected : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    public required string DeviceId { get; init; }

    /// <summary>Names one recording of the device across reconnects.</summary>
    public required string RecordingId { get; init; }

    /// <summary>The stream that heard it.</summary>
    public required string SessionId { get; init; }

    public required string Label { get; init; }

    /// <summary>Smoothed posterior at the decision, 0 to 1.</summary>
    public required float Confidence { get; init; }

    /// <summary>Estimated begin of the word, in samples of the recording.</summary>
    public required long StartSample { get; init; }

    /// <summary>One past the word, in samples of the recording.</summary>
    public required long EndSample { get; init; }

    public required int SampleRateHz { get; init; }

    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }
}
