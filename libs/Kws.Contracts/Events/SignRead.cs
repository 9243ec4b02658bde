namespace Kws.Contracts.Events;

/// <summary>A device saw a letter or finished a word.</summary>
public sealed record SignRead : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    public required string DeviceId { get; init; }

    /// <summary>The stream that saw it.</summary>
    public required string SessionId { get; init; }

    /// <summary>"letter" or "word".</summary>
    public required string Kind { get; init; }

    /// <summary>The letter or the word.</summary>
    public required string Text { get; init; }

    /// <summary>0 to 1; for a word that of its weakest letter.</summary>
    public required float Confidence { get; init; }

    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }
}
