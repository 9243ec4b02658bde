namespace Kws.Contracts.Events;

/// <summary>A training job came into another state.</summary>
public sealed record TrainingJobChanged : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    public required string JobId { get; init; }

    /// <summary>"keyword-spotting" or "sign-letters".</summary>
    public required string Task { get; init; }

    /// <summary>"queued", "running", "succeeded", "failed" or "cancelled".</summary>
    public required string State { get; init; }

    /// <summary>Why, for people; empty when the state says it all.</summary>
    public required string Reason { get; init; }
}
