namespace Kws.Contracts.Events;

/// <summary>A service took a model version into use, or was told to.</summary>
public sealed record ModelActivated : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>"keyword-spotting" or "sign-letters".</summary>
    public required string Task { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Key of the package folder in the object store; empty when it came with the service.</summary>
    public required string PackageKey { get; init; }

    /// <summary>Who uses it, such as "audioinference"; empty: the order to use it, for all.</summary>
    public required string Service { get; init; }
}
