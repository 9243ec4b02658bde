namespace Kws.Contracts.Events;

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
