namespace Kws.Contracts.Events;

/// <summary>Text was spoken. The text itself is not told.</summary>
public sealed record SpeechSpoken : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Empty when no device asked.</summary>
    public required string DeviceId { get; init; }

    public required string Voice { get; init; }

    /// <summary>Length of the text.</summary>
    public required int Characters { get; init; }

    /// <summary>Of the audio.</summary>
    public required TimeSpan Duration { get; init; }
}
