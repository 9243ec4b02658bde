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

/// <summary>A training job finished an epoch.</summary>
public sealed record TrainingProgressed : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    public required string JobId { get; init; }

    /// <summary>1 to Epochs.</summary>
    public required int Epoch { get; init; }

    public required int Epochs { get; init; }

    /// <summary>Mean training loss of the epoch.</summary>
    public required double Loss { get; init; }

    /// <summary>On the validation part, 0 to 1.</summary>
    public required double Accuracy { get; init; }
}
