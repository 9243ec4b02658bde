namespace Kws.Contracts.Events;

/// <summary>Somebody said what a recorded clip really holds. The audio stays in the object store.</summary>
public sealed record RecordingMarked : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Key of the audio in the object store, as <see cref="ClipRecorded.WavKey"/>.</summary>
    public required string WavKey { get; init; }

    /// <summary>A label of the data set; "unknown": another word; "silence": no word.</summary>
    public required string Label { get; init; }

    /// <summary>Which data set it goes into; empty: the only one of recordings.</summary>
    public string DataSet { get; init; } = "";

    /// <summary>Who said it; empty: not told.</summary>
    public string By { get; init; } = "";
}
