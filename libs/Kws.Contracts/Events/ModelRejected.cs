namespace Kws.Contracts.Events;

/// <summary>A model version was refused: by a gate before publishing, or by a service that could not load it.</summary>
public sealed record ModelRejected : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>"keyword-spotting" or "sign-letters".</summary>
    public required string Task { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Who refused it.</summary>
    public required string Service { get; init; }

    /// <summary>For people: field, value and limit.</summary>
    public required string Reason { get; init; }
}
