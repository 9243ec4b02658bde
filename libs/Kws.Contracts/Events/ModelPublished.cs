namespace Kws.Contracts.Events;

/// <summary>A model package passed its gates and lies in the object store.</summary>
public sealed record ModelPublished : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>"keyword-spotting" or "sign-letters".</summary>
    public required string Task { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Key of the package folder, such as "models/keyword-spotting/small/1.2.0".</summary>
    public required string PackageKey { get; init; }

    /// <summary>Of its manifest.json, lower-case hex.</summary>
    public required string ManifestSha256 { get; init; }
}
